FROM debian:bookworm-slim
CMD ./setup.sh && node s.js
