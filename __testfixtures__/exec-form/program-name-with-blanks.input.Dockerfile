FROM debian:bookworm-slim
CMD set -e && "/opt/my server/run now"
