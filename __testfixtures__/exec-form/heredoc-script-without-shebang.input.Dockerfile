FROM debian:bookworm-slim
COPY --chmod=755 <<EOF /run.sh
exec node s.js
EOF
CMD /run.sh
