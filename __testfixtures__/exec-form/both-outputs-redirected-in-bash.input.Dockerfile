FROM debian:bookworm-slim
SHELL ["/bin/bash", "-c"]
CMD node s.js &> /log
