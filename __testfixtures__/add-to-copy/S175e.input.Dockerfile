FROM debian:12-slim
ARG V=1
ENV BUNDLE=app-$V
ADD $BUNDLE.tar /
ADD $BUNDLE.conf /etc/
