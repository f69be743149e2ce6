FROM debian:12-slim
ADD https://example.com/tini /tini
RUN chmod +x /tini
