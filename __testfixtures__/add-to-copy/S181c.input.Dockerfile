FROM debian:12-slim
ADD --keep-git-dir=true app.conf /etc/
ADD --keep-git-dir src/ /src/
