FROM debian:12 AS a
RUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*
FROM fedora:40
RUN dnf install -y curl
