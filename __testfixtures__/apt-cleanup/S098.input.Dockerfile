FROM debian:bookworm-slim
RUN apt-get update
RUN curl -fsSL https://x/key.gpg | gpg --dearmor -o /etc/apt/keyrings/x.gpg && echo "deb ..." > /etc/apt/sources.list.d/x.list
RUN apt-get install -y x-tool
