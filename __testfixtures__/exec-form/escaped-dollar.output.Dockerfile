FROM debian:bookworm-slim
CMD ["printer", "$HOME", "$X", "~", "*"]
