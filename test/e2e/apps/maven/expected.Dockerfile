FROM maven:3.9-eclipse-temurin-17 AS build
WORKDIR /src
COPY pom.xml ./
RUN mvn -q -B dependency:go-offline
COPY . .
RUN mvn -q -B package -DskipTests

FROM eclipse-temurin:17-jre
WORKDIR /app
COPY --from=build /src/target/dependency ./lib
COPY --from=build /src/target/shop.jar ./
CMD ["java", "-cp", "shop.jar:lib/*", "com.example.Shop"]
