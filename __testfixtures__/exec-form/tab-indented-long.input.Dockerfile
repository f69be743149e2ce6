FROM debian:bookworm-slim
CMD cd /srv/application && \
	python manage.py migrate --noinput --verbosity 2 && \
	gunicorn application.wsgi --bind "0.0.0.0:$PORT" --workers 4
