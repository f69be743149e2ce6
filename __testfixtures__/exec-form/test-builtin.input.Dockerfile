FROM debian:bookworm-slim
CMD test -f /x
