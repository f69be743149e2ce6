FROM debian:12-slim
COPY größe.conf ./-x.conf /x/
