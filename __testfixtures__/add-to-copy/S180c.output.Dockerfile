FROM debian:12-slim
COPY .git /build/.git
