FROM debian:bookworm-slim
CMD ["/bin/sh", "-c", "cd /srv && exec ./run --all"]
