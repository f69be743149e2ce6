FROM debian:12
RUN bash -lc "apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*"
