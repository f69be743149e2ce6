FROM debian:bookworm-slim
ARG PORT=80
CMD ["/bin/sh", "-c", "exec serve ${PORT:-80}"]
