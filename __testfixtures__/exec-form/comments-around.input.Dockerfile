FROM node:20-slim
# start the server
CMD node server.js
# the end
