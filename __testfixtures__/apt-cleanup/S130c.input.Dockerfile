FROM debian:12
RUN apt-get update
RUN cd /tmp && apt-get install -y ./local.deb
