FROM debian:bookworm-slim
RUN apt-get update
USER root
RUN apt-get install -y curl
