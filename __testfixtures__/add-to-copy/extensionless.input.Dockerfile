FROM debian:12-slim
ADD Dockerfile /x
ADD Makefile /x
ADD LICENSE /x
ADD entrypoint /x
