FROM debian:12
RUN apt-get update \
    && apt-get install -y --no-install-recommends build-essential ca-certificates curl python3 python3-venv \
    && apt-get install -y git && rm -rf /var/lib/apt/lists/* # the build asks for the commit
