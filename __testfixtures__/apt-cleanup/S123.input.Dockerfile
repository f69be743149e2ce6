FROM debian:12
RUN DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0 update && apt-get -qqy install curl
