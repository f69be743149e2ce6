FROM node:20-slim
CMD ["node", "server.js", "--port", "8080", "--host", "0.0.0.0"]
