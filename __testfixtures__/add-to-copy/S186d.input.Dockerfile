FROM debian:12-slim
ENV SRC=.
ONBUILD ADD $SRC /usr/src/app
ONBUILD ADD https://example.com/x /x
