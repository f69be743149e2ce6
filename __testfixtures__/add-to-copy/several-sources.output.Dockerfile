FROM debian:12-slim
COPY a.conf b.json src/ /x/
ADD a.conf payload /x/
ADD a.tar b.tgz /x/
ADD payload b.tgz /x/
