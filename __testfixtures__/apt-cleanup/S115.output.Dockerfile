FROM debian:12
RUN apt-get update && apt-get install -y git wget gcc && rm -rf /var/lib/apt/lists/*
