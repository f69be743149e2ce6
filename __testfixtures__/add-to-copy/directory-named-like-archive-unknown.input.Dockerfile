FROM debian:12-slim
ADD vendor.tar/ /a/
