FROM debian:12-slim
ENV CONF=app.conf
COPY ${CONF} /app/
COPY etc/$CONF /etc/
