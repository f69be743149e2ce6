FROM debian:bookworm-slim
RUN apt-get update
COPY certs/ /etc/ssl/certs/
ADD https://x/key.asc /usr/share/keyrings/x.asc
RUN apt-get install -y curl
