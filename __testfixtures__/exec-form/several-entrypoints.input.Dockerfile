FROM debian:bookworm-slim
ENTRYPOINT /usr/bin/old
ENTRYPOINT /usr/bin/new
