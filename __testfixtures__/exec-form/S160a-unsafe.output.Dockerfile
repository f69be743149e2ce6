FROM debian:bookworm-slim
CMD ["node", "server.js"]
