FROM debian:bookworm-slim
# refresh
RUN apt-get update

# curl is for the health check
RUN apt-get install -y curl
