FROM debian:bookworm-slim
CMD ["/bin/sh", "-c", ":"]
