FROM debian:12-slim
ADD vendor/ /opt/vendor/
