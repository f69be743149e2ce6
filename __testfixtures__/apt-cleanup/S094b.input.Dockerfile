FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y curl
COPY . /app
ENV A=1
RUN useradd app && mkdir -p /data
RUN rm -rf /var/lib/apt/lists/*
CMD ["/app/run"]
