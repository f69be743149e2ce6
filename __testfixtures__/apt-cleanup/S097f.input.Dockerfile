FROM debian:bookworm-slim
RUN apt-get update
RUN mkdir /data
RUN apt-get install -y curl
