FROM debian:bookworm-slim
CMD $SERVER --port 80
