FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y curl
RUN apt-get purge -y curl && apt-get autoremove -y && rm -rf /var/lib/apt/lists/*
