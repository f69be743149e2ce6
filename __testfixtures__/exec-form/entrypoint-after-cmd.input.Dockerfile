FROM debian:bookworm-slim
CMD serve --port 80
ENTRYPOINT ["/usr/local/bin/app"]
