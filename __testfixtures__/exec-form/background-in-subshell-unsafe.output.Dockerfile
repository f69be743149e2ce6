FROM debian:bookworm-slim
CMD ["/bin/sh", "-c", "(nginx &); exec node s.js"]
