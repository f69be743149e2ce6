FROM debian:12-slim
COPY \
  # the archive itself
  x.tar /y
