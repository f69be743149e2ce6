FROM debian:12-slim
ADD user@host:x.conf /x
ADD ./user@host:x.conf /x
ADD a@b.conf /x
