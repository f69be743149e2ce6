FROM debian:bookworm-slim
RUN apt-get update -o Acquire::Retries=$RETRIES
ARG RETRIES=3
RUN apt-get install -y curl
