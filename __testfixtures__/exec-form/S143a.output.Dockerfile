FROM eclipse-temurin:21-jre
CMD ["/bin/sh", "-c", "exec java -jar /app/*.jar"]
