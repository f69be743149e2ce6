FROM debian:12-slim
COPY app.conf /etc/app
