FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y curl # for healthcheck
RUN apt-get install -y less
