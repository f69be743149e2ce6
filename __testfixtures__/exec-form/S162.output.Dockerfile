FROM node:20-slim
CMD ["npm", "start"]
