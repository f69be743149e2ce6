FROM debian:12
RUN <<-"EOT"
	set -eu
	apt-get update
	apt-get install -y curl
	rm -rf /var/lib/apt/lists/*
	EOT
