FROM debian:12
RUN apt-get update && apt-get install -y python3
RUN python3 <<EOF
import subprocess
subprocess.check_call(["apt-get", "install", "-y", "curl"])
EOF
