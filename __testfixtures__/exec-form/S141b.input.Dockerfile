FROM debian:bookworm-slim
CMD echo 'raw $X'
