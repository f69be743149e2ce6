FROM debian:12-slim
COPY \$x.conf /etc/
