FROM eclipse-temurin:21-jre
CMD ["java", "-Xms512m", "-Xmx1024m", "-XX:+UseG1GC", \
	"-Dspring.profiles.active=production", "-Dserver.port=8080", \
	"-jar", "/opt/service/application.jar", "--with-a-long-option"]
