FROM debian:12-slim
ADD a.tgz.txt /x
COPY a.tar.gz.asc a.tar.gz.sha256 /x/
ADD a.tar.gz.bak /x
COPY tar.conf zst.py multi-user.target /x/
