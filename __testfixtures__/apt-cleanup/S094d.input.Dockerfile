FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y curl
COPY . /app
RUN apt-get update && apt-get install -y less
RUN rm -rf /var/lib/apt/lists/*
