FROM debian:bookworm-slim
CMD ["C:\app\node", "server.js"]
