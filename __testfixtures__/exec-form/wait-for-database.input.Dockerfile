FROM debian:bookworm-slim
CMD until nc -z db 5432; do sleep 1; done; node s.js
