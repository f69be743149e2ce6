FROM debian:bookworm-slim
ENTRYPOINT ["/bin/sh", "-c", "cd /srv && exec ./run"]
