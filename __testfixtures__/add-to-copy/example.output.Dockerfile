FROM python:3.12-slim
WORKDIR /app
COPY requirements.txt ./
RUN pip install --no-cache-dir -r requirements.txt
COPY --chown=www-data:www-data src/ ./src/
ADD model.tar.gz /opt/model/
CMD ["python", "-m", "src.main"]
