FROM debian:bookworm-slim
CMD ["/bin/sh", "-c", "DEBUG=app:*, exec node app.js"]
