FROM debian:12-slim
ARG SRC
ADD --unpack=false $SRC /y
ADD --unpack=false https://github.com/org/repo.git /y
ADD --unpack=false https://example.com/x.tar /y
