FROM debian:bookworm-slim
ENTRYPOINT ["/usr/local/bin/app"]
CMD ['node','server.js']
