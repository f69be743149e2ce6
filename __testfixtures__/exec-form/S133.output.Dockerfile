FROM node:20-slim
CMD ["/bin/sh", "-c", "exec node server.js --port $PORT"]
