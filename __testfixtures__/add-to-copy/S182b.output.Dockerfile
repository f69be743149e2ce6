# syntax=docker/dockerfile:1.17
FROM debian:12-slim
COPY --chown=app --link payload /y
