extension Builtin {
  /// Returns what the function makes of its arguments, none of them a fault; a fault without a
  /// place where their types, their number or their values do not fit.
  ///
  /// A flat table.
  func call(_ given: UnsafeBufferPointer<Cell>, _ workspace: inout Workspace) -> Cell {
    let arguments = Arguments(given)
    switch self {
    case .int: return Conversions.int(arguments)
    case .uint: return Conversions.uint(arguments)
    case .double: return Conversions.double(arguments)
    case .string: return Conversions.string(arguments, &workspace)
    case .bytes: return Conversions.bytes(arguments)
    case .bool: return Conversions.bool(arguments)
    case .duration: return Conversions.duration(arguments)
    case .timestamp: return Conversions.timestamp(arguments)
    case .dyn: return arguments[0]
    case .type: return Conversions.type(arguments, &workspace)
    case .quantity: return Conversions.quantity(arguments)
    case .size: return Texts.size(arguments, &workspace)
    case .contains, .startsWith, .endsWith: return Texts.test(self, arguments, &workspace)
    case .charAt: return Texts.charAt(arguments, &workspace)
    case .indexOf: return Texts.indexOf(arguments, &workspace)
    case .lastIndexOf: return Texts.lastIndexOf(arguments, &workspace)
    case .join: return Texts.join(arguments, &workspace)
    case .lowerAscii: return Texts.mapped(arguments, &workspace, Texts.lowered)
    case .upperAscii: return Texts.mapped(arguments, &workspace, Texts.raised)
    case .replace: return Texts.replace(arguments, &workspace)
    case .split: return Texts.split(arguments, &workspace)
    case .substring: return Texts.substring(arguments)
    case .trim: return Texts.trim(arguments)
    case .quote: return Texts.quote(arguments, &workspace)
    case .reverse: return Lists.reverse(arguments, &workspace)
    case .format: return FormatText.format(arguments, &workspace)
    case .matches: return Patterns.matches(arguments, &workspace)
    case .regexExtract: return Patterns.extract(arguments, &workspace)
    case .regexExtractAll: return Patterns.extractAll(arguments, &workspace)
    case .regexReplace: return Patterns.replace(arguments, &workspace)
    case .greatest: return Numbers.extreme(arguments, wanted: .greater)
    case .least: return Numbers.extreme(arguments, wanted: .less)
    case .ceil: return Numbers.rounded(arguments, .up)
    case .floor: return Numbers.rounded(arguments, .down)
    case .round: return Numbers.rounded(arguments, .toNearestOrAwayFromZero)
    case .trunc: return Numbers.rounded(arguments, .towardZero)
    case .abs: return Numbers.abs(arguments)
    case .sign: return Numbers.sign(arguments)
    case .isNaN: return Numbers.test(arguments, \.isNaN)
    case .isInf: return Numbers.test(arguments, \.isInfinite)
    case .isFinite: return Numbers.test(arguments, \.isFinite)
    case .sqrt: return Numbers.squareRoot(arguments)
    case .bitOr: return Numbers.bits(arguments, |)
    case .bitAnd: return Numbers.bits(arguments, &)
    case .bitXor: return Numbers.bits(arguments, ^)
    case .bitNot: return Numbers.bitNot(arguments)
    case .bitShiftLeft: return Numbers.shift(arguments, isLeft: true)
    case .bitShiftRight: return Numbers.shift(arguments, isLeft: false)
    case .sum: return Lists.sum(arguments, &workspace)
    case .min: return Lists.extreme(arguments, &workspace, wanted: .less)
    case .max: return Lists.extreme(arguments, &workspace, wanted: .greater)
    case .distinct: return Lists.distinct(arguments, &workspace)
    case .sort: return Lists.sort(arguments, &workspace)
    case .isSorted: return Lists.isSorted(arguments, &workspace)
    case .slice: return Lists.slice(arguments)
    case .flatten: return Lists.flatten(arguments, &workspace)
    case .range: return Lists.range(arguments, &workspace)
    case .first: return Lists.end(arguments, &workspace, isLast: false)
    case .last: return Lists.end(arguments, &workspace, isLast: true)
    case .setsContains: return Lists.contains(arguments, &workspace)
    case .setsEquivalent: return Lists.isEquivalent(arguments, &workspace)
    case .setsIntersects: return Lists.intersects(arguments, &workspace)
    case .base64Encode: return Base64.encode(arguments, &workspace)
    case .base64Decode: return Base64.decode(arguments, &workspace)
    case .optionalOf: return workspace.optional(arguments[0])
    case .optionalOfNonZero: return Optionals.nonZero(arguments, &workspace)
    case .optionalNone: return Cell(.optional)
    case .value: return Optionals.value(arguments)
    case .hasValue: return Optionals.hasValue(arguments)
    // An instruction of its own, which looks at the alternative only where it is needed.
    case .or, .orValue: return .fault(.noSuchOverload)
    case .unwrap: return Optionals.unwrap(arguments, &workspace)
    case .getFullYear, .getMonth, .getDate, .getDayOfMonth, .getDayOfWeek, .getDayOfYear,
      .getHours, .getMinutes, .getSeconds, .getMilliseconds:
      return Times.part(self, arguments)
    }
  }
}

/// The arguments of a call; one that is not there is null, which fits nowhere.
struct Arguments {
  private let cells: UnsafeBufferPointer<Cell>

  init(_ cells: UnsafeBufferPointer<Cell>) { self.cells = cells }

  var count: Int { cells.count }

  subscript(index: Int) -> Cell { index < cells.count ? cells[index] : .null }

  /// The bytes of a text; `nil` where the argument is none.
  func text(_ index: Int) -> UnsafeBufferPointer<UInt8>? {
    self[index].has(.string) ? self[index].bytes : nil
  }

  /// A list; `nil` where the argument is none.
  func list(_ index: Int) -> UnsafeBufferPointer<Cell>? {
    self[index].has(.list) ? self[index].elements : nil
  }

  /// An int; `nil` where the argument is none.
  func int(_ index: Int) -> Int? {
    self[index].has(.int) ? Int(self[index].int) : nil
  }

  /// An int, or `otherwise` where there is no such argument; `nil` where it is something else.
  func int(_ index: Int, otherwise: Int) -> Int? {
    index < count ? int(index) : otherwise
  }

  /// All of them.
  var all: UnsafeBufferPointer<Cell> { cells }
}
