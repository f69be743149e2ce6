FROM debian:bookworm-slim
SHELL ["/bin/bash", "-c"]
CMD ["/bin/bash", "-c", "exec node s.js &> /log"]
