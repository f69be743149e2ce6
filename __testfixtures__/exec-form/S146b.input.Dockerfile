FROM debian:bookworm-slim
CMD exit 0
