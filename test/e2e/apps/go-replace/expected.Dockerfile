FROM golang:1 AS build
WORKDIR /src
COPY go.mod go.sum ./
COPY prices/go.mod prices/
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -trimpath -o /out/shop ./cmd/shop

FROM gcr.io/distroless/static-debian12
COPY --from=build /out/shop /shop
ENTRYPOINT ["/shop"]
