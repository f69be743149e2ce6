FROM debian:12-slim
ADD dist/*.tar.gz /srv/
ADD dist/*.gz /srv/
