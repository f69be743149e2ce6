FROM node:20-slim
ENTRYPOINT node server.js
