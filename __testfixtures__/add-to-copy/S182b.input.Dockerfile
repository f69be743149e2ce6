# syntax=docker/dockerfile:1.17
FROM debian:12-slim
ADD --chown=app --unpack=FALSE --link payload /y
