FROM debian:12 AS base
RUN apt-get update && apt-get install -y ca-certificates && rm -rf /var/lib/apt/lists/*
FROM scratch
COPY --from=base / /
CMD ["bash"]
