FROM eclipse-temurin:21-jre
CMD ["/bin/sh", "-c", "ulimit -n 65535 && exec java -jar a.jar"]
