FROM debian:bookworm-slim
CMD exec node s.js && node b.js
