FROM debian:12
RUN get() { apt-get install -y "$@"; } && apt-get update && get curl
