FROM debian:bookworm-slim
CMD cat /etc/a | sed s/x/y/ > /etc/b && node s.js
