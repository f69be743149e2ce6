FROM debian:bookworm-slim
RUN apt-get update
RUN apt-get install -y --no-install-recommends \
      ca-certificates \
      curl
COPY . /app
RUN rm -rf /var/lib/apt/lists/* /tmp/*
CMD ["/app/serve"]
