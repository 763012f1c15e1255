/// A function of the language itself; overloads of one name are one function.
enum Builtin: UInt8, CaseIterable {
  // Conversions.
  case int, uint, double, string, bytes, bool, duration, timestamp, dyn, type, quantity
  // Texts.
  case size, contains, startsWith, endsWith, matches, charAt, indexOf, lastIndexOf, join,
    lowerAscii, upperAscii, replace, split, substring, trim, reverse, quote, format
  // Patterns.
  case regexExtract, regexExtractAll, regexReplace
  // Numbers.
  case greatest, least, ceil, floor, round, trunc, abs, sign, isNaN, isInf, isFinite, bitOr,
    bitAnd, bitXor, bitNot, bitShiftLeft, bitShiftRight, sqrt
  // Lists and sets.
  case sum, min, max, distinct, sort, slice, flatten, range, isSorted, first, last, setsContains,
    setsEquivalent, setsIntersects
  // Bytes.
  case base64Encode, base64Decode
  // Optionals.
  case optionalOf, optionalOfNonZero, optionalNone, value, hasValue, or, orValue, unwrap
  // Parts of times and durations.
  case getFullYear, getMonth, getDate, getDayOfMonth, getDayOfWeek, getDayOfYear, getHours,
    getMinutes, getSeconds, getMilliseconds
}

/// One way to call a function.
struct Overload: Sendable {
  let name: String
  /// Called as `x.name(y)`: the first parameter is `x`.
  let isMember: Bool
  let parameters: [ConditionType]
  let result: ConditionType
  let function: Builtin
}

extension Overload {
  /// All functions of the language by name, in the order in which they are tried.
  static let byName: [String: [Overload]] = {
    let all =
      conversions + texts + patterns + numbers + lists + optionals + times
    return Dictionary(grouping: all, by: \.name)
  }()

  private static func function(
    _ name: String, _ function: Builtin, _ parameters: [ConditionType], _ result: ConditionType
  ) -> Overload {
    Overload(
      name: name, isMember: false, parameters: parameters, result: result, function: function)
  }

  private static func method(
    _ name: String, _ function: Builtin, _ parameters: [ConditionType], _ result: ConditionType
  ) -> Overload {
    Overload(
      name: name, isMember: true, parameters: parameters, result: result, function: function)
  }

  /// The same function for each of the types, with a result of that type or of `result`.
  private static func functions(
    _ name: String, _ builtin: Builtin, of types: [ConditionType], result: ConditionType? = nil
  ) -> [Overload] {
    types.map { function(name, builtin, [$0], result ?? $0) }
  }
}

// MARK: Declarations

private let a = ConditionType.parameter("A")
private let b = ConditionType.parameter("B")
private let ordered: [ConditionType] = [
  .int, .uint, .double, .string, .bool, .bytes, .duration, .timestamp,
]

extension Overload {
  private static let conversions: [Overload] =
    functions("int", .int, of: [.int, .uint, .double, .string, .timestamp], result: .int)
    + functions("uint", .uint, of: [.uint, .int, .double, .string], result: .uint)
    + functions("double", .double, of: [.double, .int, .uint, .string], result: .double)
    + functions(
      "string", .string,
      of: [.string, .int, .uint, .double, .bool, .bytes, .timestamp, .duration], result: .string)
    + functions("bytes", .bytes, of: [.bytes, .string], result: .bytes)
    + functions("bool", .bool, of: [.bool, .string], result: .bool)
    + functions("duration", .duration, of: [.duration, .string, .int], result: .duration)
    + functions("timestamp", .timestamp, of: [.timestamp, .string, .int], result: .timestamp)
    + [
      function("dyn", .dyn, [a], .dyn), function("type", .type, [a], .type),
      function("quantity", .quantity, [.string], .int),
    ]

  private static let texts: [Overload] = [
    function("size", .size, [.string], .int), function("size", .size, [.bytes], .int),
    function("size", .size, [.list(a)], .int),
    function("size", .size, [.map(key: a, value: b)], .int),
    method("size", .size, [.string], .int), method("size", .size, [.bytes], .int),
    method("size", .size, [.list(a)], .int), method("size", .size, [.map(key: a, value: b)], .int),
    method("contains", .contains, [.string, .string], .bool),
    method("startsWith", .startsWith, [.string, .string], .bool),
    method("endsWith", .endsWith, [.string, .string], .bool),
    method("charAt", .charAt, [.string, .int], .string),
    method("indexOf", .indexOf, [.string, .string], .int),
    method("indexOf", .indexOf, [.string, .string, .int], .int),
    method("lastIndexOf", .lastIndexOf, [.string, .string], .int),
    method("lastIndexOf", .lastIndexOf, [.string, .string, .int], .int),
    method("join", .join, [.list(.string)], .string),
    method("join", .join, [.list(.string), .string], .string),
    method("lowerAscii", .lowerAscii, [.string], .string),
    method("upperAscii", .upperAscii, [.string], .string),
    method("replace", .replace, [.string, .string, .string], .string),
    method("replace", .replace, [.string, .string, .string, .int], .string),
    method("split", .split, [.string, .string], .list(.string)),
    method("split", .split, [.string, .string, .int], .list(.string)),
    method("substring", .substring, [.string, .int], .string),
    method("substring", .substring, [.string, .int, .int], .string),
    method("trim", .trim, [.string], .string), method("reverse", .reverse, [.string], .string),
    method("format", .format, [.string, .list(.dyn)], .string),
    function("strings.quote", .quote, [.string], .string),
    function("base64.encode", .base64Encode, [.bytes], .string),
    function("base64.decode", .base64Decode, [.string], .bytes),
  ]

  private static let patterns: [Overload] = [
    function("matches", .matches, [.string, .string], .bool),
    method("matches", .matches, [.string, .string], .bool),
    function("regex.extract", .regexExtract, [.string, .string], .optional(.string)),
    function("regex.extractAll", .regexExtractAll, [.string, .string], .list(.string)),
    function("regex.replace", .regexReplace, [.string, .string, .string], .string),
    function("regex.replace", .regexReplace, [.string, .string, .string, .int], .string),
  ]

  private static let numbers: [Overload] =
    extremes("math.greatest", .greatest) + extremes("math.least", .least)
    + functions("math.ceil", .ceil, of: [.double]) + functions("math.floor", .floor, of: [.double])
    + functions("math.round", .round, of: [.double])
    + functions("math.trunc", .trunc, of: [.double])
    + functions("math.abs", .abs, of: [.int, .uint, .double])
    + functions("math.sign", .sign, of: [.int, .uint, .double])
    + functions("math.isNaN", .isNaN, of: [.double], result: .bool)
    + functions("math.isInf", .isInf, of: [.double], result: .bool)
    + functions("math.isFinite", .isFinite, of: [.double], result: .bool)
    + functions("math.sqrt", .sqrt, of: [.double, .int, .uint], result: .double)
    + functions("math.bitNot", .bitNot, of: [.int, .uint])
    + [ConditionType.int, .uint].flatMap { type in
      [
        function("math.bitOr", .bitOr, [type, type], type),
        function("math.bitAnd", .bitAnd, [type, type], type),
        function("math.bitXor", .bitXor, [type, type], type),
        function("math.bitShiftLeft", .bitShiftLeft, [type, .int], type),
        function("math.bitShiftRight", .bitShiftRight, [type, .int], type),
      ]
    }

  /// `math.greatest` and `math.least` of one number, of two, of more, or of a list.
  private static func extremes(_ name: String, _ builtin: Builtin) -> [Overload] {
    let types: [ConditionType] = [.int, .uint, .double]
    let pairs = types.flatMap { left in
      types.map { function(name, builtin, [left, $0], left == $0 ? left : .dyn) }
    }
    return functions(name, builtin, of: types) + pairs
      + types.map { function(name, builtin, [.list($0)], $0) }
      + [function(name, builtin, [.list(.dyn)], .dyn)]
  }

  private static let lists: [Overload] =
    [ConditionType.int, .uint, .double, .duration].map { method("sum", .sum, [.list($0)], $0) }
    + ordered.flatMap { type in
      [
        method("min", .min, [.list(type)], type), method("max", .max, [.list(type)], type),
        method("sort", .sort, [.list(type)], .list(type)),
        method("isSorted", .isSorted, [.list(type)], .bool),
      ]
    } + [
      method("distinct", .distinct, [.list(a)], .list(a)),
      method("slice", .slice, [.list(a), .int, .int], .list(a)),
      method("reverse", .reverse, [.list(a)], .list(a)),
      method("flatten", .flatten, [.list(.list(a))], .list(a)),
      method("flatten", .flatten, [.list(.dyn)], .list(.dyn)),
      method("flatten", .flatten, [.list(.dyn), .int], .list(.dyn)),
      method("first", .first, [.list(a)], .optional(a)),
      method("last", .last, [.list(a)], .optional(a)),
      function("lists.range", .range, [.int], .list(.int)),
      function("sets.contains", .setsContains, [.list(a), .list(a)], .bool),
      function("sets.equivalent", .setsEquivalent, [.list(a), .list(a)], .bool),
      function("sets.intersects", .setsIntersects, [.list(a), .list(a)], .bool),
    ]

  private static let optionals: [Overload] = [
    function("optional.of", .optionalOf, [a], .optional(a)),
    function("optional.ofNonZeroValue", .optionalOfNonZero, [a], .optional(a)),
    function("optional.none", .optionalNone, [], .optional(a)),
    function("optional.unwrap", .unwrap, [.list(.optional(a))], .list(a)),
    method("unwrapOpt", .unwrap, [.list(.optional(a))], .list(a)),
    method("value", .value, [.optional(a)], a),
    method("hasValue", .hasValue, [.optional(a)], .bool),
    method("or", .or, [.optional(a), .optional(a)], .optional(a)),
    method("orValue", .orValue, [.optional(a), a], a),
  ]

  private static let times: [Overload] = {
    let parts: [(String, Builtin)] = [
      ("getFullYear", .getFullYear), ("getMonth", .getMonth), ("getDate", .getDate),
      ("getDayOfMonth", .getDayOfMonth), ("getDayOfWeek", .getDayOfWeek),
      ("getDayOfYear", .getDayOfYear), ("getHours", .getHours), ("getMinutes", .getMinutes),
      ("getSeconds", .getSeconds), ("getMilliseconds", .getMilliseconds),
    ]
    return parts.flatMap { name, builtin in
      [
        method(name, builtin, [.timestamp], .int),
        method(name, builtin, [.timestamp, .string], .int),
      ]
    } + parts.suffix(4).map { method($0.0, $0.1, [.duration], .int) }
  }()
}
