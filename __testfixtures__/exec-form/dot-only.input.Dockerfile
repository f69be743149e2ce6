FROM debian:bookworm-slim
CMD . ./start
