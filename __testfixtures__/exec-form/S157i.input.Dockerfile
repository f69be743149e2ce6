FROM node:20-slim
ENTRYPOINT ["tini", "-g", "--"]
CMD node server.js
