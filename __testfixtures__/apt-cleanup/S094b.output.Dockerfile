FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*
COPY . /app
ENV A=1
RUN useradd app && mkdir -p /data
CMD ["/app/run"]
