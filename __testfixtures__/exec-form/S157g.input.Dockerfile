FROM node:20-slim
ENTRYPOINT ["dumb-init", "--"]
CMD node server.js
