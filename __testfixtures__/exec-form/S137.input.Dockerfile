FROM node:20-slim
CMD node s.js; echo stopped
