FROM debian:12-slim
COPY <<EOF /x
ADD this line is content
EOF
