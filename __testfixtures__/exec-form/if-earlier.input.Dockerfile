FROM debian:bookworm-slim
CMD if [ -f /x ]; then rm /x; fi; node s.js
