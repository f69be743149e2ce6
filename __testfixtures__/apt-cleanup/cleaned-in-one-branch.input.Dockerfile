FROM debian:trixie-slim
RUN apt-get update && apt-get install -y curl && if [ -n "$SLIM" ]; then rm -rf /var/lib/apt/lists/*; fi
