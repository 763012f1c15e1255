# Checks the raw flights of one day and prints the curated rows as CSV.
# Reads the files named as arguments, each with a header row (RFC 4180); none of them is empty.
# In the folder that the environment names as WORK lie
#   raw, curated   what table.awk printed of the two tables
#   names          what to call each file in messages, a line each
#   report         the figures, written at the end, as `rows<TAB>62`
# On a fault: its message as the one line on standard error, exit 1. Run with LC_ALL=C.

BEGIN {
  work = ENVIRON["WORK"]
  report = work "/report"
  rawCount = columns(work "/raw", rawName, rawType)
  curatedCount = columns(work "/curated", curatedName, curatedType)
  while ((getline line < (work "/names")) > 0) names[++nameCount] = line
  for (i = 1; i <= rawCount; i++) at[rawName[i]] = i
  for (i = 1; i <= curatedCount; i++) check_cast(curatedName[i], curatedType[i])
  for (i = 1; i <= curatedCount; i++) out = out (i > 1 ? "," : "") quoted(curatedName[i])
  print out
  keyCount = split("carrier flight origin time_hour", key, " ")
}

FNR == 1 {
  if (pending != "") fault("ParseException: a quoted field is never closed", start)
  if (file > 0 && !(file in seen)) { count = 0; check_header() }
  file++
  sub(/^\357\273\277/, "")
}

{
  if (pending == "") start = FNR
  line = pending $0
  # A record goes on while a quote is open.
  if (gsub(/"/, "\"", line) % 2) { pending = line "\n"; next }
  pending = ""
  sub(/\r$/, "", line)
  if (line == "") next
  count = fields(line)
  if (!(file in seen)) { seen[file] = 1; check_header(); next }
  take_row()
}

END {
  if (failed) exit 1
  if (pending != "") fault("ParseException: a quoted field is never closed", start)
  if (file > 0 && !(file in seen)) { count = 0; check_header() }
  complete = rows ? (rows - nulls["tailnum"]) / rows : 0
  print "rows\t" rows + 0 > report
  print "repeated\t" repeated + 0 > report
  printf "complete\t%.4f\n", complete > report
  for (code in carriers) print "carrier\t" code > report
}

function columns(path, name, type,  n, line, part) {
  while ((getline line < path) > 0) {
    if (split(line, part, "\t") != 3) continue
    name[++n] = part[2]; type[n] = tolower(part[3])
  }
  return n
}

function fault(message, line) {
  gsub(/[\001-\037\177]/, "?", message)
  print message (line ? ", line " line : "") (file ? ", file " names[file] : "") > "/dev/stderr"
  failed = 1
  exit 1
}

# A value in a message: short, and without anything that could pass for another line.
function shown(value) {
  if (length(value) > 80) value = substr(value, 1, 80) "..."
  return "\"" value "\""
}

# What Spark finds before it reads a row.
function check_cast(name, type,  from) {
  if (!(name in at))
    fault("AnalysisException: [UNRESOLVED_COLUMN.WITH_SUGGESTION] A column or function parameter " \
      "with name `" name "` cannot be resolved")
  from = family(rawType[at[name]])
  if (from == family(type) || from == "string" || family(type) == "string") return
  fault("AnalysisException: [DATATYPE_MISMATCH.CAST_WITH_FUNC_SUGGESTION] Cannot resolve \"CAST(" \
    name " AS " toupper(type) ")\" due to data type mismatch: cannot cast \"" \
    toupper(rawType[at[name]]) "\" to \"" toupper(type) "\"")
}

function family(type) {
  if (type ~ /^(tinyint|smallint|int|bigint|float|double|decimal.*)$/) return "number"
  if (type ~ /^(date|timestamp)$/) return "time"
  if (type ~ /^(boolean|string)$/) return type
  fault("ParseException: [UNSUPPORTED_DATATYPE] Unsupported data type " shown(type))
}

# Splits a record into `field`; returns how many there are.
function fields(line,  n, cut, rest, value) {
  if (index(line, "\"") == 0) {
    n = split(line, field, ",")
    return n
  }
  n = 0; rest = line ","
  while (rest != "") {
    if (substr(rest, 1, 1) != "\"") {
      cut = index(rest, ",")
      field[++n] = substr(rest, 1, cut - 1); rest = substr(rest, cut + 1)
      continue
    }
    value = ""; rest = substr(rest, 2)
    while ((cut = index(rest, "\"")) && substr(rest, cut + 1, 1) == "\"") {
      value = value substr(rest, 1, cut); rest = substr(rest, cut + 2)
    }
    if (substr(rest, cut + 1, 1) != ",")
      fault("ParseException: a quoted field goes on after its closing quote", start)
    field[++n] = value substr(rest, 1, cut - 1); rest = substr(rest, cut + 2)
  }
  return n
}

function check_header(  i, found, expected, header, schema) {
  for (i = 1; i <= count; i++) header = header (i > 1 ? ", " : "") field[i]
  for (i = 1; i <= rawCount; i++) schema = schema (i > 1 ? ", " : "") rawName[i]
  for (i = 1; i <= count || i <= rawCount; i++) {
    expected = i <= rawCount ? rawName[i] : "(nothing)"
    found = i <= count ? field[i] : "(nothing)"
    if (expected "" != found "" || i > count || i > rawCount)
      fault("IllegalArgumentException: CSV header does not conform to the schema. Header: " \
        header " Schema: " schema " Expected: " expected " but found: " found)
  }
}

function take_row(  i, j, value, text, out) {
  if (count != rawCount)
    fault("IllegalArgumentException: a row has " count " fields, the schema has " rawCount, start)
  for (i = 1; i <= rawCount; i++)
    if (field[i] == "") nulls[rawName[i]]++
    else if (!parses(field[i], rawType[i])) refuse(i, rawType[i])
  for (j = 1; j <= curatedCount; j++) {
    i = at[curatedName[j]]; value = field[i]
    if (value != "" && !parses(value, curatedType[j])) refuse(i, curatedType[j])
    out = out (j > 1 ? "," : "") quoted(value)
  }
  for (j = 1; j <= keyCount; j++) text = text SUBSEP field[at[key[j]]]
  if (text in keys) repeated++
  keys[text] = 1
  carriers[field[at["carrier"]]] = 1
  rows++
  print out
}

function refuse(i, type,  class) {
  class = "NumberFormatException: For input string: "
  if (family(type) == "time") class = "DateTimeException: Cannot parse the value "
  if (type == "boolean") class = "IllegalArgumentException: For input string: "
  fault(class shown(field[i]) ", column " rawName[i] ", type " type, start)
}

function quoted(value) {
  if (value ~ /[",\r\n]/) { gsub(/"/, "\"\"", value); value = "\"" value "\"" }
  return value
}

# Whether a text is a value of a type.
function parses(value, type) {
  if (type == "string") return 1
  if (type == "tinyint") return whole(value, "127", "128")
  if (type == "smallint") return whole(value, "32767", "32768")
  if (type == "int") return whole(value, "2147483647", "2147483648")
  if (type == "bigint") return whole(value, "9223372036854775807", "9223372036854775808")
  if (type == "boolean") return tolower(value) ~ /^(true|false)$/
  if (type == "date") return date(value)
  if (type == "timestamp") return timestamp(value)
  return value ~ /^[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?$/ \
    || (type !~ /^decimal/ && value ~ /^([-+]?(Inf|Infinity)|NaN)$/)
}

# Numbers of awk are doubles, exact to 53 bits only, so digits are compared as text.
function whole(value, highest, lowest,  limit) {
  if (value !~ /^[-+]?[0-9]+$/) return 0
  limit = value ~ /^-/ ? lowest : highest
  sub(/^[-+]?0*/, "", value)
  if (length(value) != length(limit)) return length(value) < length(limit)
  return ("x" value) <= ("x" limit)
}

function date(value,  year, month, day, last) {
  if (value !~ /^[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]$/) return 0
  year = substr(value, 1, 4) + 0; month = substr(value, 6, 2) + 0; day = substr(value, 9, 2) + 0
  last = month == 2 ? 28 + (year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)) \
    : 30 + (month == 1 || month == 3 || month == 5 || month == 7 || month == 8 || month == 10 \
      || month == 12)
  return month >= 1 && month <= 12 && day >= 1 && day <= last
}

function timestamp(value,  time) {
  if (!date(substr(value, 1, 10))) return 0
  time = substr(value, 11)
  if (time == "") return 1
  sub(/(Z|[-+][0-9][0-9]:?[0-9][0-9])$/, "", time)
  return time ~ /^[T ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]+)?)?$/
}
