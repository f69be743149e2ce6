FROM debian:12-slim
COPY --chmod=644 app.conf /etc/
COPY --link app.conf /etc/
COPY --exclude=*.md --exclude=*.txt --chown=1:1 src/ /src/
