ARG VERSION=20
FROM node:${VERSION}-slim
CMD node server.js
