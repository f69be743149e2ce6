FROM debian:12-slim
onbuild add ./ /usr/src/app
