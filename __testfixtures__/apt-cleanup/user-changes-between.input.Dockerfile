FROM debian:12
RUN apt-get update && apt-get install -y curl
USER app
RUN mkdir -p /home/app/x
USER root
RUN apt-get install -y less
