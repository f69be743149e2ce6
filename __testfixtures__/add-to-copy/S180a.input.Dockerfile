FROM debian:12-slim
ADD https://github.com/org/repo.git#v1.2 /src
