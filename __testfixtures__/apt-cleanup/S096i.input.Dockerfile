FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y curl
# hadolint ignore=DL3015
RUN apt-get install -y less
