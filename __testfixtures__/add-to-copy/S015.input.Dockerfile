FROM debian:12-slim
ADD . /app
WORKDIR /app
RUN pip install -r requirements.txt
