FROM python:3.12
ARG uvpip='uv pip install --system'
RUN apt-get update && apt-get install -y gcc
RUN $uvpip flask
