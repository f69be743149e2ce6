FROM debian:12
RUN apt-get update && apt-get install -y curl && PATH=

FROM debian:12
RUN export PATH=/opt/bin:$PATH && apt-get update && apt-get install -y curl
