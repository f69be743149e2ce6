FROM node:20-slim
CMD ["/bin/sh", "-c", "NODE_ENV=production exec node s.js"]
