FROM debian:bookworm-slim
CMD sudo -u app node s.js
