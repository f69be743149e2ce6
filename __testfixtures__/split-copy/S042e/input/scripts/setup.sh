#!/bin/sh
cp src/a.js src/b.js
