FROM debian:bookworm-slim
SHELL ["/bin/bash", "-c"]
CMD source start.sh
