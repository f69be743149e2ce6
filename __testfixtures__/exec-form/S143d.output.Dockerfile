FROM python:3.12-slim
CMD ["/bin/sh", "-c", "exec python3 ~/app.py"]
