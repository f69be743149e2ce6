FROM debian:12-slim
ADD lib.*/x.conf /x/
ADD [ab].conf /x/
