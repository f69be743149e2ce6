#!/bin/sh
if [ "$1" = npm ]; then
  chown -R node /app
fi
exec "$@"
