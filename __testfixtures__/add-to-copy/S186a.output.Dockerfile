FROM debian:12-slim
ONBUILD COPY . /usr/src/app
