FROM debian:12
RUN eval "apt-get update && apt-get install -y curl"
