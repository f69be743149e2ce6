#!/bin/sh
[ $# -gt 0 ] || set -- node server.js
exec "$@"
