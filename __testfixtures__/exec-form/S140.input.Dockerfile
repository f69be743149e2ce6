FROM debian:bookworm-slim
CMD nginx -g "daemon off;"
