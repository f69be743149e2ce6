FROM python:3.12-slim
CMD cd /srv && gunicorn --name "a \
    b" $X
