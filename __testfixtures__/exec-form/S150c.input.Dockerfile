FROM python:3.12-slim
SHELL ["/bin/bash", "-c"]
ENV BASH_ENV=/etc/bash_env
CMD gunicorn app:app
