FROM debian:bookworm-slim
ENTRYPOINT ["/usr/local/bin/app"]
CMD serve --port 80
