FROM debian:12-slim
ADD conf.d/*.conf /etc/app/
