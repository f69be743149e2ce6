FROM debian:12-slim
COPY . /a
COPY ./ ./
COPY / /c
COPY .. /d
COPY ./. /e
