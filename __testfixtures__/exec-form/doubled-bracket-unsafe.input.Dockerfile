FROM debian:bookworm-slim
CMD ["python3", "app.py"]]
