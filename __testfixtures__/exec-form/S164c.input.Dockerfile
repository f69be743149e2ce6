FROM node:20-slim
ONBUILD CMD ["node", "s.js"]
