ARG CONF=a.conf
FROM debian:12-slim
ENV CONF=b.conf
ARG CONF=c.conf
ADD $CONF /x
ARG OTHER=app.tar
ENV OTHER=app.conf
COPY $OTHER /x
