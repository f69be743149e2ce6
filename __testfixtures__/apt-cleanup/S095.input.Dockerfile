FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y curl
COPY . .
RUN apt-get install -y less
