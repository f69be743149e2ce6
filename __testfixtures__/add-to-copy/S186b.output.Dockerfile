FROM debian:12-slim
onbuild copy ./ /usr/src/app
