FROM debian:bookworm-slim
CMD $JAVA_HOME/bin/java -jar a.jar
