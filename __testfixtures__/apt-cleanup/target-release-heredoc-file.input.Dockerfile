FROM debian:12
RUN cat <<EOF > /etc/apt/preferences.d/x && apt-get update && apt-get install -y curl
Package: *
Pin: release a=stable
EOF
