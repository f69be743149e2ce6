FROM debian:bookworm-slim
ENV DEBIAN_FRONTEND=noninteractive
LABEL role=web
EXPOSE 80
VOLUME /data
ARG VERSION=1
RUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*
