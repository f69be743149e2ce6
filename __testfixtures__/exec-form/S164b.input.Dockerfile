FROM node:20-slim
ONBUILD ENTRYPOINT node s.js
