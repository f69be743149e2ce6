FROM debian:12-slim
ADD ["rootfs.tar", "/"]
ADD ["app.conf", "rootfs.tar", "/x/"]
