FROM node:20-slim
CMD node s.js || exit 1
