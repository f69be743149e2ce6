FROM debian:12-slim AS base
ENV CONF=app.conf

FROM base
ADD $CONF /etc/

FROM debian:12-slim
ADD $CONF /etc/
