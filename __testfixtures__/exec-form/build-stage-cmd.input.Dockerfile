FROM node:20-slim AS dev
CMD node dev.js

FROM node:20-slim
CMD node server.js
