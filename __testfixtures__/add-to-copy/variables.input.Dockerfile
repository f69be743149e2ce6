FROM debian:12-slim
ADD ${URL} /x
ADD $X.tar /
ADD "$DIR/app.conf" /etc/
ADD target/app-${VERSION}.jar /app.jar
ADD ${A:-app.conf} /x
