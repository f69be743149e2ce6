FROM debian:12-slim
ADD --chown=app a.conf  data.tar b.conf c.conf /app/
CMD ["true"]
