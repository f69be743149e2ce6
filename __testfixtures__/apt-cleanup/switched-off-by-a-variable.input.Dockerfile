FROM debian:12
RUN apt-get update && apt-get install -y curl && ([ -n "$KEEP" ] || rm -rf /var/lib/apt/lists/*)

FROM debian:12
RUN apt-get update && apt-get install -y curl
RUN if [ -z "$KEEP" ]; then rm -rf /var/lib/apt/lists/*; fi
