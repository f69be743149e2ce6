FROM debian:12-slim
ADD . /a
ADD ./ ./
ADD / /c
ADD .. /d
ADD ./. /e
