FROM node:20-slim
ENTRYPOINT ["tini", "--", "node"]
CMD node server.js
