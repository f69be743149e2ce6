FROM registry.example.com/team/base:3
ENTRYPOINT node server.js
