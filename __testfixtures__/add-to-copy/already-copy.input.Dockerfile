FROM debian:12-slim
COPY app.conf /etc/
COPY --from=builder /rootfs.tar /
