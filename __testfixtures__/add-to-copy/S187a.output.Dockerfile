FROM debian:12-slim
COPY ["my file.txt", "/d/"]
