FROM debian:bookworm-slim
# tools
RUN apt-get update && apt-get install -y curl
# keep the image small
RUN rm -rf /var/lib/apt/lists/*
CMD ["curl"]
