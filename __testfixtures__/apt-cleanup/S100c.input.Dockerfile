FROM debian:12 AS base
RUN apt-get update && apt-get install -y ca-certificates
FROM base AS middle
RUN mkdir /data
FROM middle
RUN apt-get install -y curl
