FROM debian:12-slim
COPY lib.*/x.conf /x/
COPY [ab].conf /x/
