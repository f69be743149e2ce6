FROM debian:bookworm-slim
CMD ["/bin/sh", "-c", "exec echo \"hi $USER\" 'raw $X'"]
