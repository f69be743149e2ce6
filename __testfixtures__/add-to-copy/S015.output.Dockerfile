FROM debian:12-slim
COPY . /app
WORKDIR /app
RUN pip install -r requirements.txt
