FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y curl
RUN apt-get install -y less
RUN pip install flask
RUN apt-get install -y git
