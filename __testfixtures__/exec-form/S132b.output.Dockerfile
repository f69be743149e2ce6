FROM registry.access.redhat.com/ubi9/ubi-minimal:9.4
CMD ["java", "-jar", "app.jar"]
