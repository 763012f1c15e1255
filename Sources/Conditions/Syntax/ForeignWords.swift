/// Words of other languages that people write in conditions, and what is written here instead.
enum ForeignWords {
  /// The way out of a word; `nil` for words that mean nothing anywhere.
  static func help(_ word: String) -> String? { table[word.lowercased()] }

  private static let table = [
    "and": "write `&&`", "or": "write `||`", "not": "write `!` before what is not to hold",
    "is": "write `==`", "equals": "write `==`", "like": "write `x.matches(\"…\")`",
    "if": "a choice is written `a ? b : c`", "then": "a choice is written `a ? b : c`",
    "any": "write `x.exists(e, …)`", "some": "write `x.exists(e, …)`",
    "where": "write `x.filter(e, …)`", "every": "write `x.all(e, …)`",
    "len": "write `size(x)`", "length": "write `size(x)`", "count": "write `size(x)`",
    "between": "write `a <= x && x <= b`", "isnull": "`has(x.f)` asks whether a field is there",
    "defined": "`has(x.f)` asks whether a field is there",
    "lower": "write `x.lowerAscii()`", "upper": "write `x.upperAscii()`",
    "float": "write `double(x)`", "str": "write `string(x)`", "abs": "write `math.abs(x)`",
    "max": "write `math.greatest(a, b)`", "min": "write `math.least(a, b)`",
  ]
}
