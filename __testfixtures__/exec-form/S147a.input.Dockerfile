FROM python:3.12-slim
CMD . /opt/venv/bin/activate && python app.py
