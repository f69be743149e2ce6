FROM node:20-slim
ENTRYPOINT ["/bin/sh", "-c", "exec node server.js"]
