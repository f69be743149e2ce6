FROM debian:12 AS base
RUN apt-get update && apt-get install -y curl
FROM base
RUN rm -r /var/lib/apt/lists/*
