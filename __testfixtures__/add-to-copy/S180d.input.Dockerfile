FROM debian:12-slim
ADD x.git/ /src
