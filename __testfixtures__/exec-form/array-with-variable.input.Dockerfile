FROM debian:bookworm-slim
CMD ['node', '$APP']
