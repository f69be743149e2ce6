FROM debian:bookworm-slim
ENTRYPOINT []
CMD ["node"]
