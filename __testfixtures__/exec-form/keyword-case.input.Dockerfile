FROM node:20-slim
cmd node server.js
