FROM debian:12-slim
ADD conf/*.conf rootfs.tar /x/
