FROM debian:12 AS base
RUN apt-get update && apt-get install -y ca-certificates
FROM base AS tools
RUN apt-get update && apt-get install -y curl
FROM base
COPY --from=tools /usr/bin/curl /usr/bin/curl
