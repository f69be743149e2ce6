FROM debian:12
# hadolint ignore=DL3008
RUN apt-get update && apt-get install -y curl && apt-get install -y less && rm -rf /var/lib/apt/lists/*
