FROM debian:12
ENV CLEAN="rm -rf /var/lib/apt/lists/*"
RUN apt-get update && apt-get install -y curl && $CLEAN
