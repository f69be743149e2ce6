FROM debian:bookworm-slim
CMD ["/bin/sh", "-c", "./setup.sh && exec node s.js"]
