#!/bin/sh
mkdir -p /data
echo done
