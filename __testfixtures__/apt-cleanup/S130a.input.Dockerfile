FROM debian:12
RUN cd /tmp && apt-get update
RUN apt-get install -y ./local.deb
