FROM eclipse-temurin:17-jre
CMD ["/bin/sh", "-c", "exec java -jar /app.jar"]
ENV spring.profiles.active=prod

FROM python:3.12-slim
ENV spring_profiles_active=prod
CMD ["python", "app.py"]
