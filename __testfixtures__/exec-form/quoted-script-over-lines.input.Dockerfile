FROM debian:bookworm-slim
CMD bash -c 'exec jupyter notebook \
    --NotebookApp.open_browser=False \
    --NotebookApp.allow_root=True \
    --NotebookApp.ip="$IP" --NotebookApp.port=8888'
