FROM debian:bookworm-slim
CMD ["/bin/sh", "-c", "cd /srv && pwd"]
