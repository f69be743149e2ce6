FROM node:20-slim
CMD -r dotenv/config server.js
