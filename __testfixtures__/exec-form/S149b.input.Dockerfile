FROM debian:bookworm-slim
WORKDIR /app
CMD ./run.sh
