FROM debian:bookworm-slim
CMD bash -c 'node s.js'
