FROM debian:12-slim
ADD --chmod=644 app.conf /etc/
ADD --link app.conf /etc/
ADD --exclude=*.md --exclude=*.txt --chown=1:1 src/ /src/
