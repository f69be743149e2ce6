FROM debian:12
RUN apt-get update -qq \
  && apt-get dist-upgrade -y \
## Keep the version
  && apt-mark hold bash \
## More
  && apt-get install -y --no-install-recommends \
      curl \
      less \
  && rm -rf /var/lib/apt/lists/*
