FROM debian:12
RUN --mount=type=bind,source=.,target=/src --mount=type=cache,target=/root/.cache apt-get update && apt-get install -y curl
