FROM debian:12-slim
ADD https://example.com/a.tar.gz /tmp/a.tar.gz
RUN tar xzf /tmp/b.tar.gz -C /opt
