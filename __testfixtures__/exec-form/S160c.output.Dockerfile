FROM debian:bookworm-slim
CMD ["/bin/sh", "-c", "[ -f /x ] && exec node s.js"]
