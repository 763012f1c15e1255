#!/bin/sh
# Runs the job on copies of this lake: healthy, broken in each way, and mended by hand.
#   sh examples/flights/selftest.sh        prints one line per case; exits 1 when one fails
set -u
lake=$(cd "$(dirname "$0")" && pwd)
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
bad=0
day=2013-04-18
raw=objects/acme-lake-raw/flights/day=$day
curated=objects/acme-lake-curated/flights/day=$day/part-0000.csv
tables=catalog/flights.raw_flights

fresh() {
  rm -rf "$copy/lake"
  cp -R "$lake" "$copy/lake" && cd "$copy/lake" || exit 1
}

job() {
  sh jobs/ingest_flights.sh --database flights --raw_table raw_flights \
    --curated_table curated_flights --day "$day" "$@" >"$copy/out" 2>"$copy/err"
}

report() {
  if [ "$1" = 0 ]; then
    echo "ok    $2"
  else
    bad=1
    echo "FAIL  $2"
    tail -n 1 "$copy/err" | sed 's/^/      last line: /'
  fi
}

# succeeds NAME ROWS: the job ends well with so many curated rows and leaves no working files.
succeeds() {
  job --kintsugi-run x --empty '' && [ "$(wc -l <"$curated")" -eq $(($2 + 1)) ] &&
    [ -z "$(find . -name '.ingest*')" ]
  report $? "$1"
}

# fails NAME PATTERN: the job fails, its last line matches, and nothing was published.
fails() {
  before=$(cksum "$curated" 2>/dev/null)
  job
  [ $? -ne 0 ] && tail -n 1 "$copy/err" | grep -q "$2" &&
    [ "$before" = "$(cksum "$curated" 2>/dev/null)" ] && [ -z "$(find . -name '.ingest*')" ]
  report $? "$1"
}

broken() {
  fresh
  sh "breakages/$1.sh" || report 1 "$1 breaks the lake"
}

# retyped COLUMN TYPE: a next version of the catalog with another type, as coercion writes it.
retyped() {
  awk -v name="$1" -v type="$2" '
    index($0, "\"Name\": \"" name "\"") { inside = 1 }
    inside && /"Type"/ { sub(/: "[a-z]+"/, ": \"" type "\""); inside = 0 }
    { print }' "$tables/000001.json" >"$tables/000002.json"
}

fresh
succeeds 'a healthy day' 62
cksum <"$curated" >"$copy/first"
succeeds 'a healthy day, twice' 62
cksum <"$curated" | cmp -s - "$copy/first"
report $? 'the second run writes the same bytes'
for past in 11 12 13 14 15 16 17; do
  day=2013-04-$past
  job && cmp -s "$lake/objects/acme-lake-curated/flights/day=$day/part-0000.csv" \
    "objects/acme-lake-curated/flights/day=$day/part-0000.csv"
  report $? "the curated rows of $day are what the job writes"
done
day=2013-04-19
curated=objects/acme-lake-curated/flights/day=$day/part-0000.csv
fails 'late data' '^AnalysisException: \[PATH_NOT_FOUND\] Path does not exist: s3://acme-lake-raw/'
day=2013-04-18
curated=objects/acme-lake-curated/flights/day=$day/part-0000.csv

broken added_column
fails 'added_column' '^IllegalArgumentException: CSV header .* Expected: carrier but found: gate'
awk '/"Name": "carrier"/ { print "        \"Name\": \"gate\",\n        \"Type\": \"string\"\n      },"
  print "      {" } { print }' "$tables/000001.json" >"$tables/000002.json"
succeeds 'added_column, schema coerced' 62

broken widened_type
fails 'widened_type' '^NumberFormatException: For input string: "50000.*column flight, type int, line 2'
retyped flight bigint
succeeds 'widened_type, schema coerced' 62

broken damaged_file
fails 'damaged_file' '^EOFException: Unexpected end of input stream, file s3://.*part-0002.csv.gz$'
mkdir -p objects/acme-lake-raw/_quarantine
mv "$raw/part-0002.csv.gz" objects/acme-lake-raw/_quarantine/
succeeds 'damaged_file, set aside' 50

broken bad_catalog_update
fails 'bad_catalog_update' '^AnalysisException: \[DATATYPE_MISMATCH.*"CAST(distance AS BIGINT)"'
cp "$tables/000001.json" "$tables/000003.json"
succeeds 'bad_catalog_update, rolled back' 62
sh breakages/bad_catalog_update.sh
fails 'bad_catalog_update, again' '^AnalysisException: \[DATATYPE_MISMATCH'

broken throttled_once
fails 'throttled_once' '^HTTPError: HTTP Error 503: Slow Down$'
succeeds 'throttled_once, tried again' 62

broken script_bug
fails 'script_bug' 'arithmetic expression: division by zero'

broken lossy_type
fails 'lossy_type' '^NumberFormatException: For input string: ".* miles", column distance, type int'
retyped distance string
fails 'lossy_type, schema coerced all the same' '^NumberFormatException: .*column distance, type bigint'

fresh
sh tools/rewrite.sh 'NR > 1 && NR % 3 == 0 { $7 = "" } { print }'
fails 'tail numbers missing' '^ValueError: Data quality check failed: column tailnum completeness 0\.[0-9]* is'
fresh
cp "$raw/part-0000.csv" "$raw/part-0003.csv"
fails 'a file twice' '^ValueError: Data quality check failed: 26 rows repeat'
fresh
printf '\037\213\010\000garbage' >"$raw/part-0003.csv.gz"
fails 'a corrupt stream' '^ZipException\|^EOFException'
fresh
: >"$raw/part-0003.csv"
fails 'an empty file' '^IllegalArgumentException: CSV header does not conform to the schema'
fresh
sh tools/rewrite.sh 'NR == 1 { $3 = "departure_delay" } { print }'
fails 'renamed column' 'Expected: dep_delay but found: departure_delay'

# Whatever type and value: 32 and 64 bits to the last digit, dates that exist.
value() {
  fresh
  retyped flight "$1"
  sh tools/rewrite.sh "NR == 5 { \$6 = \"$2\" } { print }"
}
for case in 'int 2147483647' 'int -2147483648' 'int 0000000000000012' \
  'bigint 9223372036854775807' 'bigint -9223372036854775808'; do
  value ${case}
  succeeds "$case" 62
done
for case in 'int 2147483648' 'int -2147483649' 'int 1.0' 'int 1e3' 'bigint 9223372036854775808' \
  'bigint -9223372036854775809' 'bigint x'; do
  value ${case}
  fails "$case is none" 'column flight, type \(int\|bigint\), line 5'
done

# Hostile names and values are data. `$(…)` and quotes must reach no shell, line ends no log line.
fresh
mv "$raw/part-0000.csv" "$raw/"'a $(touch pwned) "b'"'"'
9 INFO x.csv'
mv "$raw/part-0002.csv.gz" "$raw/-n=1 *.csv.gz"
sh tools/rewrite.sh 'NR == 3 { $7 = "\"$(touch pwned) `touch pwned`\"\"; , \\\\\"" } { print }'
succeeds 'hostile names and values' 62
[ ! -e pwned ] && [ "$(grep -c '^9 INFO' "$copy/err")" -eq 0 ] &&
  [ "$(grep -cF '$(touch pwned) `touch pwned`' "$curated")" -eq 3 ]
report $? 'nothing of them was executed or forged a line'
fresh
job --day '2013-04-18/../../../x'
[ $? -ne 0 ] && tail -n 1 "$copy/err" | grep -q '^GlueArgumentError'
report $? 'a day that is a path'
fresh
tr -d ' \n' <"$tables/000001.json" >"$tables/000002.json"
succeeds 'a catalog without white space' 62
head -c 400 "$tables/000001.json" >"$tables/000002.json"
fails 'a catalog that is cut off' '^JsonParseException: '

exit $bad
