FROM node:20-slim
CMD node server.js \
    # the public port
    --port 8080
