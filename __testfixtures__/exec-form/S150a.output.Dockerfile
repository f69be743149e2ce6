FROM python:3.12-slim
ENV PATH=/opt/venv/bin:$PATH
CMD ["gunicorn", "app:app"]
