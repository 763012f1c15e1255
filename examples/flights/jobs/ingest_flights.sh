#!/bin/sh
# Checks one day of raw flights and publishes it as the day's curated partition.
#
#   sh jobs/ingest_flights.sh --day 2013-04-18 --database flights \
#     --raw_table raw_flights --curated_table curated_flights [--other VALUE]...
#
# Runs in the folder of a lake, with sh, awk and gzip alone. Standard output: what was read and
# counted. Standard error: a log in the style of Spark; before a failing exit its last line is the
# error, as `ClassName: text`. Names and values are never part of a command or a program.
set -u
LC_ALL=C
export LC_ALL

day='' database='' raw_table='' curated_table=''
while [ $# -ge 2 ]; do
  case $1 in
    --day) day=$2 ;;
    --database) database=$2 ;;
    --raw_table) raw_table=$2 ;;
    --curated_table) curated_table=$2 ;;
  esac
  shift 2
done

# A virtual lake has its time in the file `clock`.
now=$(date -u +%Y-%m-%dT%H:%M:%SZ)
if grep -q '^clock: *virtual' lake.yaml 2>/dev/null; then
  now=$(head -n 1 clock)
fi
stamp=$(printf '%s\n' "$now" | sed 's/^..\(..\)-\(..\)-\(..\)T\(........\).*/\1\/\2\/\3 \4/')

log() {
  printf '%s %s Ingest: %s\n' "$stamp" "$1" "$2" >&2
}

# fail WHERE 'ClassName: text'
fail() {
  log ERROR "job failed while $1"
  printf '%s\n' "$2" >&2
  exit 1
}

# Letters that could pass for another line of the log become `?`.
shown() {
  printf '%s' "$1" | tr '\001-\037\177' '?'
}

# Everything is written here first: on the disk of the lake, where a rename is one step.
work=$(mktemp -d ./.ingest.XXXXXX) || fail 'starting' 'IOException: no room for working files'
trap 'rm -rf "$work"' EXIT
trap 'exit 143' TERM INT HUP

for name in "$database" "$raw_table" "$curated_table" "$day"; do
  case $name in
    '' | *[!A-Za-z0-9_-]*)
      fail 'reading arguments' "GlueArgumentError: $(shown "$name") is no name or day" ;;
  esac
done

# table NAME FILE: writes what the catalog says of a table, its highest version.
table() {
  version=''
  for file in "catalog/$database.$1"/[0-9][0-9][0-9][0-9][0-9][0-9].json; do
    [ -f "$file" ] && version=$file
  done
  [ -n "$version" ] || fail 'reading the catalog' \
    "EntityNotFoundException: Table $database.$1 not found"
  awk -f jobs/table.awk "$version" >"$work/$2" 2>"$work/error" ||
    fail 'reading the catalog' "JsonParseException: $(tail -n 1 "$work/error"), $version"
}

# of KIND FILE: the lines of a kind out of what `table` wrote.
of() {
  sed -n "s/^$1	//p" "$work/$2"
}

# folder LOCATION: the folder in which the objects of a location lie.
folder() {
  case $1 in
    *..* | *//*//* | s3://*[!A-Za-z0-9_./=-]*) ;;
    s3://?*/*) printf '%s' "objects/${1#s3://}" ;;
  esac
}

table "$raw_table" raw
table "$curated_table" curated
raw_place=$(of location raw)
curated_place=$(of location curated)
source=$(folder "$raw_place")
target=$(folder "$curated_place")
[ -n "$source" ] && [ -n "$target" ] || fail 'reading the catalog' \
  'IllegalArgumentException: the location of a table is no s3://bucket/prefix/'
source=${source%/}/day=$day
target=${target%/}/day=$day
raw_place=${raw_place%/}/day=$day
curated_place=${curated_place%/}/day=$day

echo "reading $raw_place as $(of column raw | sed 's/\(.*\)	/`\1` /' | tr '\n' ';')"
log INFO "reading $raw_place"

# Each object is copied or inflated under a number, so that its name meets no other program.
count=0
set --
for object in "$source"/*; do
  [ -f "$object" ] && [ ! -L "$object" ] || continue
  case ${object##*/} in _* | .*) continue ;; esac
  count=$((count + 1))
  place=$(shown "$raw_place/${object##*/}")
  case $object in
    *.gz)
      gzip -dc <"$object" >"$work/$count" 2>"$work/error"
      code=$?
      if [ "$code" -eq 1 ]; then
        class='ZipException: the gzip stream is corrupt'
        grep -q 'unexpected end' "$work/error" &&
          class='EOFException: Unexpected end of input stream'
        fail "reading $place" "$class, file $place"
      fi
      ;;
    *) cat <"$object" >"$work/$count" || fail "reading $place" "IOException: no read, file $place" ;;
  esac
  [ -s "$work/$count" ] || fail "reading $place" \
    "IllegalArgumentException: CSV header does not conform to the schema. No header, file $place"
  set -- "$@" "$work/$count"
  printf '%s\n' "$place" >>"$work/names"
  log INFO "read $place"
done
[ "$count" -gt 0 ] || fail 'listing the partition' \
  "AnalysisException: [PATH_NOT_FOUND] Path does not exist: $raw_place"

WORK=$work awk -f jobs/flights.awk "$@" >"$work/part" 2>"$work/error" ||
  fail "checking $raw_place" "$(tail -n 1 "$work/error")"

figure() {
  sed -n "s/^$1	//p" "$work/report"
}

rows=$(figure rows)
complete=$(figure complete)
repeated=$(figure repeated)
echo "read $rows rows from $count objects of $raw_place"
echo "checks {\"tailnum_completeness\": $complete, \"repeated_keys\": $repeated} rows $rows"

[ "$rows" -gt 0 ] || fail 'checking quality' 'ValueError: Data quality check failed: no rows'
case $complete in
  0.9* | 1.*) ;;
  *) fail 'checking quality' \
    "ValueError: Data quality check failed: column tailnum completeness $complete is below 0.90" ;;
esac
[ "$repeated" -eq 0 ] || fail 'checking quality' \
  "ValueError: Data quality check failed: $repeated rows repeat the key of another"

# The names of the carriers come from a service, which may refuse.
sh services/carriers >"$work/carriers" 2>"$work/error" ||
  fail 'asking the carriers service' "HTTPError: $(tail -n 1 "$work/error")"
figure carrier >"$work/codes"
unknown=$(awk -F, 'NR == FNR { known[$1] = 1; next } !($0 in known)' \
  "$work/carriers" "$work/codes" | sort | tr '\n' ' ')
[ -z "$unknown" ] || log WARN "carriers that the service does not know: $(shown "$unknown")"

mkdir -p "$target" && mv -f "$work/part" "$target/part-0000.csv" ||
  fail "writing $curated_place" "IOException: cannot write $curated_place/part-0000.csv"
echo "wrote $rows rows to $curated_place/part-0000.csv"
log INFO "wrote $curated_place/part-0000.csv"
