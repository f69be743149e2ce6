#!/bin/sh
test -f /ready && exec "$@"
