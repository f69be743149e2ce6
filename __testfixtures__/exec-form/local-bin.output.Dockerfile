FROM python:3.12-slim
CMD ["/usr/local/bin/python", "app.py"]
