FROM debian:12-slim
ADD a.tgz.txt /x
ADD a.tar.gz.asc a.tar.gz.sha256 /x/
ADD a.tar.gz.bak /x
ADD tar.conf zst.py multi-user.target /x/
