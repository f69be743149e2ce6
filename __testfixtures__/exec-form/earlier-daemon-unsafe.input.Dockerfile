FROM debian:bookworm-slim
CMD /etc/init.d/cron start && node s.js
