FROM debian:12-slim
ARG BUNDLE=app.tar.gz
ADD ${BUNDLE} /app/
