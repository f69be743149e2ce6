FROM debian:12
RUN apt-get update -qq \
  && apt-get dist-upgrade -y

## Keep the version
RUN apt-mark hold bash

## More
RUN apt-get install -y --no-install-recommends \
      curl \
      less
