FROM debian:bookworm-slim
CMD ['node', 'server.js'] --port 80
