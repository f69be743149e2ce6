FROM debian:bookworm-slim
ENTRYPOINT /usr/bin/old
ENTRYPOINT ["/bin/sh", "-c", "exec /usr/bin/new"]
