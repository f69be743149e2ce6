FROM debian:12
RUN apt-get update && apt-get install -y curl
COPY . /app
RUN apt-get update -o Dir::Etc::sourcelist=sources.list.d/x.list -o APT::Get::List-Cleanup=0 && apt-get install -y x && rm -rf /var/lib/apt/lists/*
