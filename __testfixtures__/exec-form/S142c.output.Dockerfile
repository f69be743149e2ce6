FROM debian:bookworm-slim
CMD ["grep", "-E", "pattern", "/x"]
