FROM debian:bookworm
RUN ln -sf bash /bin/sh
CMD ["/bin/sh", "-c", "exec node {a,b}.js"]
