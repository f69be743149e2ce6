FROM node:20-slim
COPY --chmod=755 <<"EOF" /entry
#!/bin/sh
export A=1
exec "$@"
EOF
ENTRYPOINT ["/entry"]
CMD node s.js
