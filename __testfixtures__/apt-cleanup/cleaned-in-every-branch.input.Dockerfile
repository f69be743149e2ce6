FROM debian:trixie-slim
RUN set -eux; \
    apt-get update; \
    apt-get install -y curl; \
    if grep -q bookworm /etc/os-release; then \
        rm -rf /var/lib/apt/lists/*; \
    else \
        apt-get dist-clean; \
    fi
