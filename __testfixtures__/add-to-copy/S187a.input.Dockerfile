FROM debian:12-slim
ADD ["my file.txt", "/d/"]
