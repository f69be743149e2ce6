FROM debian:bookworm-slim
CMD ["/bin/sh", "-c", "cat /etc/a | sed s/x/y/ > /etc/b && exec node s.js"]
