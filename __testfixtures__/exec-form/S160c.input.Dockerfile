FROM debian:bookworm-slim
CMD [ -f /x ] && node s.js
