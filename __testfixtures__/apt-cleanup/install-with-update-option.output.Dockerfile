FROM debian:13
RUN apt-get install --update -y curl && rm -rf /var/lib/apt/lists/*
COPY . /app
RUN apt-get install -U -y less && rm -rf /var/lib/apt/lists/*
