FROM debian:12-slim
ARG DEST
COPY app.conf $DEST/
COPY app.conf ${DEST:-/etc}/app.conf
