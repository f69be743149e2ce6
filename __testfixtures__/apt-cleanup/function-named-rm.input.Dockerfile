FROM debian:12
RUN rm() { :; }; apt-get update && apt-get install -y curl
