FROM node:20-slim
ENTRYPOINT ["/usr/bin/tini", "--"]
CMD ["node", "server.js"]
