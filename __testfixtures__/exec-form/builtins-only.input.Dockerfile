FROM debian:bookworm-slim
CMD cd /srv && pwd
