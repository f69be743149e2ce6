FROM debian:12-slim
ENV CONF=app.conf
ADD ${CONF} /app/
ADD etc/$CONF /etc/
