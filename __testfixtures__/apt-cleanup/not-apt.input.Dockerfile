FROM alpine:3.20
RUN apk add --no-cache curl
RUN echo "apt-get update && apt-get install -y curl"
