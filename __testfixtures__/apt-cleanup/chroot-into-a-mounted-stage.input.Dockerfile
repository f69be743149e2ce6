FROM debian:12 AS root
RUN apt-get update && apt-get install -y curl
FROM debian:12
RUN --mount=type=bind,from=root,target=/mnt,rw chroot /mnt apt-get install -y less
