FROM eclipse-temurin:21-jre
ENTRYPOINT ["/bin/sh", "-c", "exec java $JAVA_OPTS -jar /app.jar $0 $@"]
