FROM debian:12-slim
ADD größe.conf ./-x.conf /x/
