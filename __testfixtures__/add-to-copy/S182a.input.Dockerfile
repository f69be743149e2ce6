FROM debian:12-slim
ADD --unpack=false x.tar /y
