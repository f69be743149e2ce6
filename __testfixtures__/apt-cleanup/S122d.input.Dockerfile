FROM ubuntu:24.04
USER ubuntu
RUN sudo sh -c "apt-get update && apt-get install -y curl"
