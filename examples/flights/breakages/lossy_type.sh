#!/bin/sh
# The producer writes `distance` as text with its unit: 1400 miles.
# Nothing heals: no type holds both, and the curated column is a number. Escalate, or quarantine.
set -eu
sh tools/rewrite.sh 'NR > 1 { $11 = $11 " miles" } { print }'
