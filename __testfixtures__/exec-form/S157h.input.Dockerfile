FROM node:20-slim
ENTRYPOINT ["gosu", "node"]
CMD node server.js
