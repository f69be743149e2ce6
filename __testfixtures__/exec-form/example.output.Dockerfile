FROM python:3.12-slim AS worker
WORKDIR /app
COPY . .
CMD ["celery", "--app", "shop", "worker"]

FROM worker AS web
CMD ["/bin/sh", "-c", "python manage.py migrate && exec gunicorn shop.wsgi --bind 0.0.0.0:$PORT"]
