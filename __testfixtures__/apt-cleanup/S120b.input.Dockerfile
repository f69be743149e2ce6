FROM scratch
ADD rootfs.tar.xz /
RUN apt-get update && apt-get install -y curl && apt-get clean
