FROM debian:bookworm-slim
CMD FOO=bar
