FROM ubuntu:24.04
USER app
RUN apt-get update; apt-get install -y curl; true
