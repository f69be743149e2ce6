FROM debian:bookworm-slim
CMD if [ -f /x ]; then node s.js; fi
