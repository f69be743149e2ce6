FROM debian:bookworm-slim
CMD ["/usr/sbin/sshd", "-D"]
