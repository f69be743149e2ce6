FROM node:20-slim
ENTRYPOINT ["docker-entrypoint.sh"]
CMD ["node", "server.js"]
