#!/bin/sh
# The producer writes some of `flight` as 64-bit numbers; the catalog says int.
# Heals: coerce the schema (int to bigint loses nothing; the curated column is bigint already).
set -eu
sh tools/rewrite.sh 'NR % 10 == 2 { $6 = sprintf("5%09d", $6) } { print }'
