FROM node:20-slim
SHELL ["/bin/bash", "-eo", "pipefail", "-c"]
CMD cd /srv && node s.js
