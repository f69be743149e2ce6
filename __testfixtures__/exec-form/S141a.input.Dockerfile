FROM debian:bookworm-slim
CMD echo "hi $USER" 'raw $X'
