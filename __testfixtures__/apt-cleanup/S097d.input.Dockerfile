FROM debian:bookworm-slim
RUN apt-get update
ENV http_proxy=http://proxy.example.test:3128
RUN apt-get install -y curl
