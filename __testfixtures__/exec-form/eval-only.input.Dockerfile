FROM debian:bookworm-slim
CMD eval node s.js
