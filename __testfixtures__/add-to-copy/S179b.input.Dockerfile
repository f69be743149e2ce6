FROM debian:12-slim
ADD https://example.com/dl/a.tar.gz /tmp/
RUN cd /opt && tar -x -z -f /tmp/a.tar.gz
