FROM debian:bookworm-slim
CMD > /x
