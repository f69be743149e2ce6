FROM debian:bookworm-slim
ENTRYPOINT /usr/bin/app "$@"
CMD serve now
