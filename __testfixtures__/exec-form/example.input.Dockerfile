FROM python:3.12-slim AS worker
WORKDIR /app
COPY . .
CMD celery --app shop worker

FROM worker AS web
CMD python manage.py migrate && gunicorn shop.wsgi --bind 0.0.0.0:$PORT
