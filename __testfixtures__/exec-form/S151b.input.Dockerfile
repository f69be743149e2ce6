FROM registry.example.com/team/base:3
CMD node s.js $ARGS
