FROM debian:12-slim
ARG CONF=app.conf
ADD $CONF /app/
