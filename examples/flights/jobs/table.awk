# Reads one Glue table (JSON, RFC 8259) and prints what the job needs of it, a line each:
#   column<TAB>name<TAB>type        of StorageDescriptor.Columns, in their order
#   location<TAB>s3://bucket/prefix
# Any white space and any order of keys. Exits 1 with a message on the standard error otherwise.
# Run with LC_ALL=C: text is bytes.

{ text = text $0 "\n" }

END {
  if (bad) exit 1
  at = 1; size = length(text)
  value("")
  skip()
  if (at <= size) die("text follows the table")
  for (i = 0; ("/StorageDescriptor/Columns/" i "/Name") in leaf; i++)
    print "column\t" leaf["/StorageDescriptor/Columns/" i "/Name"] "\t" \
      leaf["/StorageDescriptor/Columns/" i "/Type"]
  if (i == 0) die("the table has no columns")
  print "location\t" leaf["/StorageDescriptor/Location"]
}

function die(why) {
  print "the catalog's table is no sound JSON: " why > "/dev/stderr"
  bad = 1
  exit 1
}

function skip() {
  while (at <= size && index(" \t\r\n", substr(text, at, 1))) at++
}

function take(letter) {
  skip()
  if (substr(text, at, 1) != letter) die("`" letter "` is missing at byte " at)
  at++
}

# Reads any value. A text or word is kept in `leaf` under its path, as /Parameters/classification.
function value(path,  first) {
  if (++depth > 64) die("it nests too deep")
  skip()
  first = substr(text, at, 1)
  if (first == "{") object(path)
  else if (first == "[") list(path)
  else if (first == "\"") leaf[path] = string()
  else word(path)
  depth--
}

function object(path,  key, first) {
  at++; skip()
  if (substr(text, at, 1) == "}") { at++; return }
  do {
    skip()
    key = string()
    # A key with a slash must not pass for a path.
    gsub(/~/, "~0", key); gsub(/\//, "~1", key)
    take(":")
    value(path "/" key)
    skip()
    first = substr(text, at++, 1)
  } while (first == ",")
  if (first != "}") die("an object is not closed at byte " at)
}

function list(path,  i, first) {
  at++; skip()
  if (substr(text, at, 1) == "]") { at++; return }
  i = 0
  do {
    value(path "/" i++)
    skip()
    first = substr(text, at++, 1)
  } while (first == ",")
  if (first != "]") die("a list is not closed at byte " at)
}

function word(path,  rest) {
  rest = substr(text, at, 400)
  if (!match(rest, /^(true|false|null|-?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?)/))
    die("no value at byte " at)
  leaf[path] = substr(rest, 1, RLENGTH)
  at += RLENGTH
}

function string(  out, letter, rest) {
  if (substr(text, at, 1) != "\"") die("a text is missing at byte " at)
  at++
  while (1) {
    rest = substr(text, at, 400)
    if (match(rest, /^[^"\\]+/)) { out = out substr(rest, 1, RLENGTH); at += RLENGTH; continue }
    letter = substr(text, at, 1)
    if (letter == "") die("a text is not closed")
    at++
    if (letter == "\"") break
    out = out escape()
  }
  # The lines that are printed hold one name or type each.
  if (out ~ /[\001-\037]/) die("a text holds a control character")
  return out
}

function escape(  letter, code, low) {
  letter = substr(text, at++, 1)
  if (letter == "\"" || letter == "\\" || letter == "/") return letter
  if (letter != "u") die("an escape that names no printable letter, at byte " at)
  code = unit()
  if (code >= 55296 && code <= 56319 && substr(text, at, 2) == "\\u") {
    at += 2
    low = unit()
    if (low < 56320 || low > 57343) die("half a pair at byte " at)
    code = 65536 + (code - 55296) * 1024 + low - 56320
  }
  return utf8(code)
}

function unit(  i, code, digit) {
  code = 0
  for (i = 0; i < 4; i++) {
    digit = index("0123456789abcdef", tolower(substr(text, at++, 1)))
    if (digit == 0) die("an escape without four digits at byte " at)
    code = code * 16 + digit - 1
  }
  return code
}

function utf8(code) {
  if (code < 32) die("a text holds a control character")
  if (code < 128) return sprintf("%c", code)
  if (code < 2048) return sprintf("%c%c", 192 + int(code / 64), 128 + code % 64)
  if (code < 65536)
    return sprintf("%c%c%c", 224 + int(code / 4096), 128 + int(code / 64) % 64, 128 + code % 64)
  return sprintf("%c%c%c%c", 240 + int(code / 262144), 128 + int(code / 4096) % 64, \
    128 + int(code / 64) % 64, 128 + code % 64)
}
