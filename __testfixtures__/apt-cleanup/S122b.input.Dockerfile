FROM ubuntu:24.04
USER ubuntu
RUN sudo -E apt-get update && DEBIAN_FRONTEND=noninteractive sudo -E apt-get install -y curl
