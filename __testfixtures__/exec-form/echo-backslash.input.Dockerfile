FROM debian:bookworm-slim
CMD echo 'a\tb'
