FROM debian:bookworm-slim AS base
ENTRYPOINT ["/bin/sh", "-c", "exec /usr/bin/app"]

FROM base
CMD ["--help"]
