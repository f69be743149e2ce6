FROM debian:bookworm-slim
CMD ["/bin/sh", "-c", "set -e; cp /a /b; exec node s.js"]
