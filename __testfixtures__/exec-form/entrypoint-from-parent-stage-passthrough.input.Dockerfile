FROM registry.example.com/team/base:3 AS base
ENTRYPOINT ["tini", "--"]

FROM base
CMD node server.js
