FROM debian:bookworm-slim
CMD ["printer", "say \"hi\"", "it's", "a\"b"]
