FROM eclipse-temurin:21-jre
ENTRYPOINT exec java $JAVA_OPTS -jar /app.jar $0 $@
