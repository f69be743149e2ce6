FROM debian:12-slim
ADD ssh://git@example.com/org/repo /src
ADD git://example.com/org/repo.git /src
ADD https://example.com/org/repo.git?branch=main /src
ADD HTTPS://example.com/org/repo.git /src
