# syntax=docker/dockerfile:1.4
FROM debian:12-slim
ADD --unpack=false x.tar /y
