FROM debian:bookworm-slim
CMD ["/bin/sh", "-c", "echo -e hello"]
