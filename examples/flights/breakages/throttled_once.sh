#!/bin/sh
# The carriers service answers 503 Slow Down once, then recovers.
# Heals: retry.
set -eu
echo 1 >services/throttle
