FROM debian:12
RUN apt-get update && apt-get install -y dpkg-dev
WORKDIR /src
RUN apt-get build-dep -y nginx
