FROM debian:12-slim
COPY config.yml /app/
ADD app.tar.gz /app/
