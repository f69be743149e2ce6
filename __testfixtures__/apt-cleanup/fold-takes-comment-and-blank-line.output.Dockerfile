FROM debian:12
# cleanup
# of the lists
RUN apt-get update \
    && apt-get install -y curl \
    && rm -rf /var/lib/apt/lists/*

WORKDIR /app

CMD ["curl"]
