FROM debian:12
RUN set -e; if [ -n "$X" ]; then apt-get update; apt-get install -y curl; fi
