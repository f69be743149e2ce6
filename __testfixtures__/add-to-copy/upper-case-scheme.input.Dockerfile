FROM debian:12-slim
ADD HTTP://example.com/a.conf /x
ADD ftp://example.com/a.conf /x
ADD s3://bucket/a.conf /x
