FROM python:3.12-slim
CMD ["/bin/sh", "-c", ". /opt/venv/bin/activate && exec python app.py"]
