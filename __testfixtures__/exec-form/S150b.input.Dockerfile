FROM python:3.12-slim
SHELL ["/bin/bash", "-lc"]
CMD gunicorn app:app
