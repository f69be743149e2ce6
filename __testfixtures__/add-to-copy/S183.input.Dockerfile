FROM debian:12-slim
ADD app.conf /etc/app
