FROM python:3.12-slim
WORKDIR /app
COPY . .
RUN python -m venv env
CMD env/bin/python3 -m app
