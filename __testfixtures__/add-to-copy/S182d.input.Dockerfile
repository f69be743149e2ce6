FROM debian:12-slim
ADD --unpack=false \
  # the archive itself
  x.tar /y
