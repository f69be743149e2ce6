FROM debian:bookworm-slim
SHELL ["/bin/bash", "-c"]
CMD ["/bin/bash", "-c", "exec find /srv -name {a,b}"]
