FROM debian:bookworm-slim
CMD while true; do sleep 60; done
