FROM debian:12 AS base
RUN apt-get update && apt-get install -y ca-certificates
FROM debian:12
COPY --from=base /var/lib/apt/lists /var/lib/apt/lists
RUN apt-get install -y curl
