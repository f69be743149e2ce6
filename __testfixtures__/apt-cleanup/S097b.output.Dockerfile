FROM debian:bookworm-slim
# refresh

# curl is for the health check
RUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*
