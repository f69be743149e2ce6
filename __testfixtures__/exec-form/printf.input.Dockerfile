FROM debian:bookworm-slim
CMD printf '%s\n' hello
