FROM debian:bookworm-slim
CMD ["/bin/sh", "-c", "set -e && exec \"/opt/my server/run now\""]
