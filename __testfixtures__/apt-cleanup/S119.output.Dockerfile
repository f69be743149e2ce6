FROM debian:12
SHELL ["/bin/bash", "-o", "pipefail", "-c"]
RUN apt-get update | tee /tmp/log && apt-get install -y curl && rm -rf /var/lib/apt/lists/*
