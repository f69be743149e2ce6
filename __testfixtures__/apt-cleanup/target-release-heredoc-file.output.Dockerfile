FROM debian:12
RUN cat <<EOF > /etc/apt/preferences.d/x && apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*
Package: *
Pin: release a=stable
EOF
