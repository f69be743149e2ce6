FROM debian:12-slim
ADD app.py /app/
