FROM debian:12
RUN apt-get update && apt-get install -y curl
COPY . /app
RUN apt-mark hold curl && apt-mark showhold
