FROM debian:bookworm-slim
CMD ["/bin/sh", "-c", "exec node s.js $(cat /etc/args)"]
