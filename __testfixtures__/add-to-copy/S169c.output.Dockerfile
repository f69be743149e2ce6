FROM debian:12-slim
COPY a.js /x/
COPY a.json /x/
COPY a.sh /x/
COPY a.conf /x/
COPY a.html /x/
COPY a.jar /x/
COPY a.war /x/
COPY a.zip /x/
