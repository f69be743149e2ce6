FROM debian:12
RUN apt-get update && apt-get install -y curl
RUN curl -fsSLO https://example.test/x.deb && dpkg -i x.deb
