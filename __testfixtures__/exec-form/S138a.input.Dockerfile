FROM node:20-slim
CMD node s.js 2>&1 | tee /var/log/app.log
