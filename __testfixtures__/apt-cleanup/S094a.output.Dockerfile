FROM debian:bookworm-slim
# tools
# keep the image small
RUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*
CMD ["curl"]
