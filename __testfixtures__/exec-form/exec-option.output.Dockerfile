FROM debian:bookworm-slim
SHELL ["/bin/bash", "-c"]
CMD ["/bin/bash", "-c", "exec -a worker node s.js"]
