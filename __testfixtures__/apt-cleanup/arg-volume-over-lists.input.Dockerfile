FROM debian:12
RUN apt-get update
VOLUME /var/lib/apt
RUN apt-get install -y curl
