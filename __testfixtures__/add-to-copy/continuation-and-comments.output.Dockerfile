FROM debian:12-slim
COPY \
  # first
  a.conf \

  # second
  b.conf \
  /etc/
ADD a.conf /etc/ # not a comment/
