FROM debian:12-slim
ADD payload /opt/
