FROM debian:12-slim
COPY x.tar /y
