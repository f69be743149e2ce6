FROM debian:12
SHELL ["/bin/bash", "-e", "-c"]
RUN if true; then apt-get update; apt-get install -y curl; fi
