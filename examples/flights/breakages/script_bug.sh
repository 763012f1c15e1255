#!/bin/sh
# Somebody divides by zero in the job's own script.
# Nothing heals but a person: escalate.
set -eu
awk '{ print } /^rows=\$\(figure rows\)$/ { print "average=$((rows / (count - count)))" }' \
  jobs/ingest_flights.sh >.script
cmp -s .script jobs/ingest_flights.sh && { echo 'no place for the bug' >&2; exit 1; }
mv -f .script jobs/ingest_flights.sh
