FROM debian:bookworm-slim
SHELL ["/bin/bash", "-c"]
CMD ["/bin/bash", "-c", "exec node <(cat /x)"]
