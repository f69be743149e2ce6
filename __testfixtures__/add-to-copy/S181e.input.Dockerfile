FROM debian:12-slim
ADD --unpack=true app.conf /etc/
ADD --unpack payload /etc/
