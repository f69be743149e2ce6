FROM debian:bookworm-slim
CMD ["/bin/sh", "-c", "printf '%s\\n' hello"]
