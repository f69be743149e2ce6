FROM debian:12-slim
ADD \$x.conf /etc/
