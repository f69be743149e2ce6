#!/bin/sh
set -e
for arg; do
  case $arg in --migrate) ./migrate ;; esac
done
exec "$@"
