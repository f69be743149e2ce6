FROM debian:12
SHELL ["/bin/bash", "-c"]
RUN apt-get update && apt-get install -y curl && rm -rf /var/lib/{apt,dpkg}/lists
