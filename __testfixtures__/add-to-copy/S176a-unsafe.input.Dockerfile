FROM debian:12-slim
ADD config.yml app.tar.gz /app/
