FROM node:20-slim
SHELL ["/bin/bash", "-eo", "pipefail", "-c"]
CMD ["/bin/bash", "-eo", "pipefail", "-c", "cd /srv && exec node s.js"]
