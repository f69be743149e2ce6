FROM python:3.12-slim
CMD cd /srv/application && \
    python manage.py migrate --noinput && \
    python manage.py collectstatic --noinput && \
    gunicorn application.wsgi --bind "0.0.0.0:$PORT" --workers 4 --timeout 120
