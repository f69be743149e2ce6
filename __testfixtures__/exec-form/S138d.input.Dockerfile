FROM node:20-slim
CMD (cd /srv; node s.js)
