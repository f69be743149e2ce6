FROM debian:bookworm-slim
STOPSIGNAL SIGQUIT
CMD ["nginx", "-g", "daemon off;"]
