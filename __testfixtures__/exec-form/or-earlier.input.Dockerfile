FROM debian:bookworm-slim
CMD rm /x || true; node s.js
