FROM debian:bookworm-slim
CMD ["grep", "-E", "d+.log", "/x"]
