FROM debian:12
RUN eatmydata apt-get update && eatmydata /usr/bin/apt-get -t bookworm-backports install -y curl && rm -rf /var/lib/apt/lists/*
