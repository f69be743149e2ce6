FROM debian:12
RUN apt-get update && apt-get install -y gnupg && echo "deb https://x y z" > /etc/apt/sources.list.d/x.list && apt-get update \
    && apt-get install -y x \
    && rm -rf /var/lib/apt/lists/*
