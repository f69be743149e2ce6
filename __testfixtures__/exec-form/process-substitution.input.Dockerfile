FROM debian:bookworm-slim
SHELL ["/bin/bash", "-c"]
CMD node <(cat /x)
