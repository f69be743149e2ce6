FROM debian:12
RUN apt-get update && cd /tmp && apt-get install -y curl
RUN apt-get install -y ./local.deb
