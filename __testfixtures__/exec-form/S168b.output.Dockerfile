FROM debian:bookworm-slim
STOPSIGNAL SIGKILL
CMD ["node", "s.js"]
