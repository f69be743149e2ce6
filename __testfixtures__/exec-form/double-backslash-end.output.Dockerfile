FROM debian:bookworm-slim
CMD ["printer", "a\\"]
