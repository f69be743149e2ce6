FROM debian:bookworm-slim
CMD ["/bin/sh", "-c", "test -f /x"]
