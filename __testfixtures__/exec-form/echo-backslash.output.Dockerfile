FROM debian:bookworm-slim
CMD ["/bin/sh", "-c", "echo 'a\\tb'"]
