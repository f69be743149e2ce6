FROM debian:12-slim
ADD a.js /x/
ADD a.json /x/
ADD a.sh /x/
ADD a.conf /x/
ADD a.html /x/
ADD a.jar /x/
ADD a.war /x/
ADD a.zip /x/
