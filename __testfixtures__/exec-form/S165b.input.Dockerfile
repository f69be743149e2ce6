FROM registry.example.com/team/base:3
ENTRYPOINT []
CMD node s.js
