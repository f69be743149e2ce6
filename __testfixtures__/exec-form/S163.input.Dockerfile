FROM node:20-slim
HEALTHCHECK CMD curl -f http://localhost/ || exit 1
CMD ["node", "s.js"]
