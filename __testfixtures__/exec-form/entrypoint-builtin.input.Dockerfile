FROM debian:bookworm-slim
ENTRYPOINT cd /srv && ./run
