FROM debian:bookworm-slim
CMD ["/bin/sh", "-c", "service cron start; exec nginx -g 'daemon off;'"]
