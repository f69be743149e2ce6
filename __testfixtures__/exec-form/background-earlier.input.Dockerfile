FROM debian:bookworm-slim
CMD nginx & node s.js
