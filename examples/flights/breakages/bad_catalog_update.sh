#!/bin/sh
# Somebody changes the catalog after the last good run: `distance` becomes a date. The data are fine.
# Heals: roll back to the last good version.
set -eu
cd catalog/flights.raw_flights
for last in [0-9]*.json; do :; done
number=$(printf '%s\n' "${last%.json}" | awk '{ print $1 + 1 }')
next=$(printf '%06d.json' "$number")
# Lakes write a table with a key or bracket on each line, `Name` before `Type`.
awk -v number="$number" '
  /"Name" *: *"distance"/ { inside = 1 }
  inside && /"Type"/ { sub(/"(int|bigint)"/, "\"date\""); inside = 0 }
  /"UpdateTime"/ { sub(/[0-9][0-9.]*/, "1366234200") }
  /"VersionId"/ { sub(/"[0-9]+"/, "\"" number "\"") }
  { print }
' "$last" >"$next"
grep -q '"date"' "$next"
