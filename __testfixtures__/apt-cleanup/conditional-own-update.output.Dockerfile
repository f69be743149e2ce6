FROM debian:12
RUN apt-get update && apt-get install -y curl
COPY . /app
RUN if [ -n "$FRESH" ]; then apt-get update; fi; apt-get install -y less && rm -rf /var/lib/apt/lists/*
