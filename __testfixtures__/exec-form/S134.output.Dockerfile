FROM python:3.12-slim
CMD ["/bin/sh", "-c", "python manage.py migrate && exec gunicorn app.wsgi -b 0.0.0.0:8000"]
