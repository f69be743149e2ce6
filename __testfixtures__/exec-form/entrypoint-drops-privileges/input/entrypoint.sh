#!/bin/sh
set -e
chown -R node "$(dirname "$0")"
exec gosu node "$@"
