FROM node:20-slim
CMD ["npm", "run", "serve"]
