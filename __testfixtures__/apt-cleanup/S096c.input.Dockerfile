FROM debian:bookworm-slim
RUN apt-get update && \
    apt-get install -y curl
# a pager
RUN apt-get install -y less
