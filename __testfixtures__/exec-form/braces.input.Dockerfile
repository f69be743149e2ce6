FROM debian:bookworm-slim
CMD {"/usr/sbin/httpd","-DFOREGROUND"}
