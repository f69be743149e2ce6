FROM debian:bookworm-slim
CMD ["/bin/sh", "-c", "if [ -f /x ]; then rm /x; fi; exec node s.js"]
