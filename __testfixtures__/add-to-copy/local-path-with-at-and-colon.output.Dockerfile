FROM debian:12-slim
ADD user@host:x.conf /x
COPY ./user@host:x.conf /x
COPY a@b.conf /x
