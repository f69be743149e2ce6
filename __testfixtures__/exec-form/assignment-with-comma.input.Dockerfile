FROM debian:bookworm-slim
CMD DEBUG=app:*, node app.js
