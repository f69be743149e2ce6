FROM debian:bookworm-slim
CMD ["/bin/sh", "-c", "exec $SERVER --port 80"]
