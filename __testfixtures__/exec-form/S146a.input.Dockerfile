FROM eclipse-temurin:21-jre
CMD ulimit -n 65535 && exec java -jar a.jar
