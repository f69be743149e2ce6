FROM debian:bookworm-slim
CMD ["printer", "a$", "100%"]
