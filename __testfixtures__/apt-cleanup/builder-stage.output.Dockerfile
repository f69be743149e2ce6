FROM debian:12 AS build
RUN apt-get update && apt-get install -y gcc && rm -rf /var/lib/apt/lists/*
COPY . .
FROM debian:12
COPY --from=build /app /app
