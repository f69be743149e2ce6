FROM debian:bookworm-slim
CMD start() { node "$1"; }; start s.js
