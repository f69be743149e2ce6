FROM debian:12
RUN ["/bin/bash", "-c", "apt-get update && apt-get install -y curl"]
RUN ["mkdir", "/data"]
