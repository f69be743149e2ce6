FROM debian:bookworm-slim
CMD alias n=node; n s.js
