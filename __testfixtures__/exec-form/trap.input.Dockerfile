FROM debian:bookworm-slim
CMD trap "rm -f /x" EXIT; node s.js
