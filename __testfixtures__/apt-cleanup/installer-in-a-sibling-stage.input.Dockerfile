FROM debian:12 AS base
RUN apt-get update && apt-get install -y curl
FROM base AS a
RUN curl -fsSL https://deb.nodesource.com/setup_20.x | bash -
FROM base
RUN apt-get install -y less
