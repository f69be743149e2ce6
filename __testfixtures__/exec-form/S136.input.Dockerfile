FROM debian:bookworm-slim
CMD service cron start; nginx -g 'daemon off;'
