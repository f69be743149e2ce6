FROM debian:bookworm-slim
SHELL ["conda", "run", "-n", "app", "/bin/bash", "-c"]
CMD node s.js
