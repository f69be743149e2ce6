FROM node:20-slim
CMD ./start.sh
