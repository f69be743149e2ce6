FROM python:3.11-slim
RUN pip install --no-cache-dir poetry==2.1.4
WORKDIR /app
COPY pyproject.toml poetry.lock poetry.toml ./
RUN poetry install --only main --no-root
COPY . .
RUN poetry install --only main
CMD ["/app/.venv/bin/shop"]
