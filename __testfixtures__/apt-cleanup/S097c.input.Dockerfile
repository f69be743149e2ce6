FROM debian:bookworm-slim
RUN apt-get update
ENV DEBIAN_FRONTEND=noninteractive
LABEL role=web
EXPOSE 80
VOLUME /data
ARG VERSION=1
RUN apt-get install -y curl
