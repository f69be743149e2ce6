#!/bin/sh
set -e
if [ -n "$EXTRA" ]; then apt-get install -y "$EXTRA"; fi
exec "$@"
