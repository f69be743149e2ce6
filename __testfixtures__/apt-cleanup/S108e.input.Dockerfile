FROM debian:12
RUN <<-EOT bash -e
	apt-get update
	apt-get install -y curl
EOT
