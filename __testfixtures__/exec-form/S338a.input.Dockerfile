FROM gcr.io/distroless/base-debian12
CMD node s.js $ARGS
