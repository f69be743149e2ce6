FROM debian:12
RUN apt-get update && apt-get install -y curl
RUN curl -fsSL https://example.test/nodesource/setup_20.x | bash - && apt-get install -y nodejs && rm -rf /var/lib/apt/lists/*
