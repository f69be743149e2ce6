FROM debian:bookworm-slim
RUN apt-get update
COPY apt.conf /etc/apt/apt.conf.d/99x
RUN apt-get install -y curl
