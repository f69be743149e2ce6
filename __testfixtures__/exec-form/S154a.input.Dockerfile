FROM debian:bookworm-slim
ENTRYPOINT /usr/bin/app
CMD ["--help"]
