FROM debian:12-slim
COPY x.git/ /src
