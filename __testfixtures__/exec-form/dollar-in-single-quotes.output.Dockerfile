FROM debian:bookworm-slim
CMD ["printer", "$HOME", "`id`", "a*b", "~"]
