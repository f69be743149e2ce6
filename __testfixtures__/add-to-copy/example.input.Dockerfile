FROM python:3.12-slim
WORKDIR /app
ADD requirements.txt ./
RUN pip install --no-cache-dir -r requirements.txt
ADD --chown=www-data:www-data src/ ./src/
ADD model.tar.gz /opt/model/
CMD ["python", "-m", "src.main"]
