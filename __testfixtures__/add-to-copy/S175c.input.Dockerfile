FROM debian:12-slim
ENV BUNDLE=app.tar.gz
ADD $BUNDLE /app/
