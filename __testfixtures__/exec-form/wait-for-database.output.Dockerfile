FROM debian:bookworm-slim
CMD ["/bin/sh", "-c", "until nc -z db 5432; do sleep 1; done; exec node s.js"]
