FROM python:3.12-slim
CMD ["/bin/sh", "-c", "cd /srv && exec gunicorn app.wsgi"]
