FROM debian:12
RUN apt-get update --print-uris && apt-get install -y curl
