FROM debian:bookworm-slim
SHELL ["/bin/bash", "-c"]
CMD find /srv -name {a,b}
