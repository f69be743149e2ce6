FROM debian:bookworm-slim
CMD ["/bin/sh", "-c", "/etc/init.d/cron start && exec node s.js"]
