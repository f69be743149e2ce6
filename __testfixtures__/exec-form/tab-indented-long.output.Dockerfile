FROM debian:bookworm-slim
CMD ["/bin/sh", "-c", "cd /srv/application && \
    python manage.py migrate --noinput --verbosity 2 && \
    exec gunicorn application.wsgi --bind \"0.0.0.0:$PORT\" --workers 4"]
