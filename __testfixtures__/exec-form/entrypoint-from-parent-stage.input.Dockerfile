FROM debian:bookworm-slim AS base
ENTRYPOINT ["/usr/local/bin/app"]

FROM base
CMD serve --port 80
