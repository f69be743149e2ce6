FROM debian:bookworm-slim
CMD command node s.js
