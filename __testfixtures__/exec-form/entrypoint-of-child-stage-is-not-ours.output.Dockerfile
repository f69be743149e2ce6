FROM debian:bookworm-slim AS base
CMD ["node", "server.js"]

FROM base
ENTRYPOINT ["/usr/local/bin/app"]
