FROM debian:12-slim
ADD <<EOF /x
ADD this line is content
EOF
