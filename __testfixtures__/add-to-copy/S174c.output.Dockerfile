FROM debian:12-slim
COPY conf.d/*.conf /etc/app/
