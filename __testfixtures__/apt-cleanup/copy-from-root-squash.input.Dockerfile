FROM debian:12 AS base
RUN apt-get update && apt-get install -y ca-certificates
FROM scratch
COPY --from=base / /
CMD ["bash"]
