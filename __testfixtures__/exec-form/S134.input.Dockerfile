FROM python:3.12-slim
CMD python manage.py migrate && gunicorn app.wsgi -b 0.0.0.0:8000
