FROM debian:bookworm-slim AS base
ENTRYPOINT /usr/bin/app

FROM base
CMD ["--help"]
