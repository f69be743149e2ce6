FROM debian:12-slim
ADD https://example.com/a.conf b.conf /x/
