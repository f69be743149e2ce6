FROM debian:12-slim
ADD \
  # first
  a.conf \

  # second
  b.conf \
  /etc/
ADD a.conf /etc/ # not a comment/
