FROM debian:bookworm
RUN ln -sf bash /bin/sh
CMD node {a,b}.js
