FROM debian:12
ENV APT="apt-get -y"
RUN $APT update && $APT install curl
