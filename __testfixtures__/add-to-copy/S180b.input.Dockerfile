FROM debian:12-slim
ADD git@github.com:org/repo.git /src
