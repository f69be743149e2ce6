FROM debian:12-slim
ARG V=1.0
ADD https://example.com/v${V}/tool-${V}.tgz /tmp/
ADD --keep-git-dir=true "https://github.com/org/repo.git#$V" /src
ADD https://example.com/$V /x
ADD git@github.com:org/$V.git /src
