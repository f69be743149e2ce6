FROM debian:12-slim
COPY a.zip a.7z a.rar a.deb a.rpm a.whl a.egg a.ear a.nupkg /x/
