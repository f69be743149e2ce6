#!/bin/sh
set -e
node scripts/check.js
echo ready
