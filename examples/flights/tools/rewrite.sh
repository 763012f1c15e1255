#!/bin/sh
# Rewrites every object of 18 April 2013 through an awk program: sh tools/rewrite.sh 'PROGRAM'.
set -eu
for object in objects/acme-lake-raw/flights/day=2013-04-18/*; do
  case $object in
    *.gz) gzip -dc <"$object" | awk -F, -v OFS=, "$1" | gzip -n9 >.rewritten ;;
    *) awk -F, -v OFS=, "$1" <"$object" >.rewritten ;;
  esac
  mv -f .rewritten "$object"
done
