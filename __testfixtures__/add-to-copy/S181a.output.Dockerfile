FROM debian:12-slim
COPY --chown=app:app conf/ /etc/app/
