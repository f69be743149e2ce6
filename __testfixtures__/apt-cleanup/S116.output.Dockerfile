FROM debian:12
RUN echo 'APT::Install-Recommends "false";' > /etc/apt/apt.conf.d/99norec && apt-get update && apt-get install -y git && rm -rf /var/lib/apt/lists/*
