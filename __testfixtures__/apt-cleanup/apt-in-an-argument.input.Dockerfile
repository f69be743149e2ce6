FROM debian:12
RUN apt-get update && apt-get install -y gawk
ENV A=1
RUN awk 'BEGIN { system("apt-get install -y curl") }'
