FROM debian:bookworm-slim
ENTRYPOINT /usr/bin/app
CMD serve --port 80
