FROM python:3.12-slim
WORKDIR /app
COPY . .
CMD python manage.py migrate && gunicorn app.wsgi --bind 0.0.0.0:$PORT
