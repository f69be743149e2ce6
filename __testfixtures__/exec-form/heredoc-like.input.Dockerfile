FROM debian:bookworm-slim
CMD cat <<EOF
