FROM golang:1.22 AS build
WORKDIR /src
COPY . .
RUN make

FROM debian:bookworm-slim
COPY --from=build /src/out/app /app
CMD ["/app"]
