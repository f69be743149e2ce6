FROM debian:12
RUN apt-get update
RUN apt-get install -y --no-install-recommends build-essential ca-certificates curl python3 python3-venv
RUN apt-get install -y git # the build asks for the commit
