FROM debian:bookworm-slim
CMD node s.js &> /log
