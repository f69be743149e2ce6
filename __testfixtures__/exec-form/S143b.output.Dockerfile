FROM debian:bookworm-slim
CMD ["find", "/srv", "-name", "{a,b}"]
