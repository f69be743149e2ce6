FROM bitnami/minideb:bookworm
RUN apt-get update && apt-get install -y curl
RUN install_packages less
