FROM debian:12
RUN <<-"EOT"
	set -eu
	apt-get update
	apt-get install -y curl
	EOT
