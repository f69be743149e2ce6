ARG CONF=a.conf
FROM debian:12-slim
ENV CONF=b.conf
ARG CONF
ADD $CONF /x
