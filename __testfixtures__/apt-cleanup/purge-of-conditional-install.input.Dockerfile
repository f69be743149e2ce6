FROM debian:12
RUN apt-get update && apt-get install -y curl && if [ -n "$DEV" ]; then apt-get install -y gdb; fi
COPY . /app
RUN apt-get purge -y gdb
