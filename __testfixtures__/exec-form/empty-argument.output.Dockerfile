FROM debian:bookworm-slim
CMD ["psql", "-c", "", ""]
