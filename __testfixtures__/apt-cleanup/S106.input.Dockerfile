FROM debian:12
RUN apt-get update && if [ "$DEV" = 1 ]; then apt-get install -y gdb; fi
