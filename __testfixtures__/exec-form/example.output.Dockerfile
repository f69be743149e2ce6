FROM python:3.12-slim
WORKDIR /app
COPY . .
CMD ["/bin/sh", "-c", "python manage.py migrate && exec gunicorn app.wsgi --bind 0.0.0.0:$PORT"]
