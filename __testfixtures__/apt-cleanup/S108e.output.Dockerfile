FROM debian:12
RUN <<-EOT bash -e && rm -rf /var/lib/apt/lists/*
	apt-get update
	apt-get install -y curl
EOT
