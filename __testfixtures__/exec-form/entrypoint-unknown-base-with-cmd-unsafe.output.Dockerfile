FROM registry.example.com/team/base:3
ENTRYPOINT ["/bin/sh", "-c", "exec node server.js"]
CMD ["--help"]
