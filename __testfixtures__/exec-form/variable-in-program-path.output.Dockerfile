FROM debian:bookworm-slim
CMD ["/bin/sh", "-c", "exec $JAVA_HOME/bin/java -jar a.jar"]
