FROM debian:12
SHELL ["/bin/bash", "-eo", "pipefail", "-c"]
RUN apt-get update; apt-get install -y curl; rm -rf /var/lib/apt/lists/*
