FROM debian:12-slim
ONBUILD ADD . /usr/src/app
