FROM debian:12
ARG D=/var/lib/apt
RUN --mount=type=cache,target=${D} apt-get update && apt-get install -y curl

FROM debian:12
RUN --mount=type=cache,target=$HOME/.cache apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*
