FROM node:20-slim
CMD npm run build
CMD npm start
