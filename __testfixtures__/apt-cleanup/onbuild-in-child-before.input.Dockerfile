FROM debian:12 AS base
ONBUILD RUN apt-get install -y less
RUN apt-get update && apt-get install -y curl
FROM base
RUN mkdir /x
