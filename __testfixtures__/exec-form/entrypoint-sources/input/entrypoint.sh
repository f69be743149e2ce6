#!/bin/sh
. /etc/setup.sh
exec "$@"
