FROM debian:bookworm-slim
CMD cd /srv && node s.js | tee log
