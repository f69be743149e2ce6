FROM debian:12-slim
ARG DEST
ADD app.conf $DEST/
ADD app.conf ${DEST:-/etc}/app.conf
