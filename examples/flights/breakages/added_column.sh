#!/bin/sh
# The upstream system adds a column `gate` in the middle of every file of the day.
# Heals: coerce the schema (the catalog learns the column; the job goes by name).
set -eu
sh tools/rewrite.sh '{ $4 = $4 OFS (NR == 1 ? "gate" : "B" NR % 30 + 1); print }'
