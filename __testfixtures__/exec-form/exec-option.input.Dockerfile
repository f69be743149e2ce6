FROM debian:bookworm-slim
SHELL ["/bin/bash", "-c"]
CMD exec -a worker node s.js
