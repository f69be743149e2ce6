FROM debian:bookworm-slim
ENTRYPOINT ["/bin/sh", "-c", "exec /usr/bin/app"]
CMD ["--help"]
