FROM debian:bookworm-slim
CMD cd /srv && ./run --all
