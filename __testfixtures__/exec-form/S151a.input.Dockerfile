FROM node:20-slim
SHELL ["/bin/bash", "-o", "pipefail", "-c"]
CMD node s.js $ARGS
