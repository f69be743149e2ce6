FROM debian:bookworm-slim
ENTRYPOINT ["/bin/sh", "-c"]
CMD node s.js
