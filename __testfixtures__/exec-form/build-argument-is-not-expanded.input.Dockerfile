FROM debian:bookworm-slim
ARG PORT=80
CMD serve ${PORT:-80}
