FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y python3-pip
RUN pip install flask; rm -rf /var/lib/apt/lists/*
