FROM debian:12-slim
COPY --chown=app a.conf /app/
ADD --chown=app data.tar /app/
COPY --chown=app b.conf c.conf /app/
CMD ["true"]
