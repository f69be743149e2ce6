FROM debian:13
RUN apt-get install --update -y curl
COPY . /app
RUN apt-get install -U -y less
