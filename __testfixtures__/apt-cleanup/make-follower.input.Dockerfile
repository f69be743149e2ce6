FROM debian:12
RUN apt-get update && apt-get install -y build-essential
COPY . /src
RUN cd /src && ./configure && make && make install
