FROM debian:bookworm AS base
RUN echo "dash dash/sh boolean false" | debconf-set-selections && dpkg-reconfigure -f noninteractive dash
FROM base
CMD ["/bin/sh", "-c", "exec node {a,b}.js"]
