FROM node:20-slim
CMD ["/bin/sh", "-c", "exec node s.js > /log"]
