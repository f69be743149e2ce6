FROM debian:bookworm-slim
CMD set -e; cp /a /b; node s.js
