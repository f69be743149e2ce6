FROM node:20-slim
SHELL ["/bin/bash", "-o", "pipefail", "-c"]
CMD ["/bin/bash", "-o", "pipefail", "-c", "exec node s.js $ARGS"]
