FROM debian:12-slim
ADD .git /build/.git
