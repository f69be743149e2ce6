FROM debian:bookworm-slim
ENTRYPOINT ["/bin/sh", "-c", "exec /usr/bin/app"]
CMD serve --port 80
