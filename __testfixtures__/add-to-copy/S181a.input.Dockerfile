FROM debian:12-slim
ADD --chown=app:app conf/ /etc/app/
