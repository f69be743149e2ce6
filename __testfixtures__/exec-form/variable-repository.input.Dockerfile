ARG BASE=node:20
FROM ${BASE}
CMD node server.js
