@testable import Conditions

/// A type as the generator thinks of it: those that have expressions of their own.
indirect enum Kind: Sendable, Equatable {
  case bool, int, uint, double, string, bytes, duration, timestamp, type
  case list(Kind)
  case map(Kind)
  case optional(Kind)
}

/// Numbers that are the same for the same seed on every machine (SplitMix64, Steele et al., 2014).
struct SeededNumbers: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var bits = state
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    return bits ^ (bits >> 31)
  }
}

/// Makes expressions of a type out of a seed, in all the forms that the language has for it.
struct ExpressionGenerator {
  var numbers: SeededNumbers
  /// The variables in reach, the inner ones last.
  private var names = RandomEvidence.names
  private var nextLocal = 0

  init(seed: UInt64) { numbers = SeededNumbers(seed: seed) }

  /// An expression of a type; `depth` bounds how far it may nest.
  mutating func expression(_ kind: Kind, _ depth: Int) -> RandomExpression {
    if depth <= 0 { return leaf(kind) }
    // Now and then something of another type, which only the evaluation may find out.
    if chance(40) { return .function("dyn", [expression(anyKind(), depth - 1)]) }
    switch number(9) {
    case 0: return leaf(kind)
    case 1:
      return .conditional(
        expression(.bool, depth - 1), expression(kind, depth - 1), expression(kind, depth - 1))
    case 2:
      let value = anyKind()
      let name = local()
      let bound = expression(value, depth - 1)
      return within([(name, value)]) { .bind(name, bound, $0.expression(kind, depth - 1)) }
    case 3: return element(kind, depth - 1)
    default: return operation(kind, depth - 1)
    }
  }

  // MARK: Choices

  private mutating func number(_ count: Int) -> Int { Int.random(in: 0..<count, using: &numbers) }
  private mutating func chance(_ oneIn: Int) -> Bool { number(oneIn) == 0 }

  private mutating func pick<Element>(_ elements: [Element]) -> Element {
    elements[number(elements.count)]
  }

  private mutating func anyKind() -> Kind {
    let scalars: [Kind] = [
      .bool, .int, .int, .uint, .double, .string, .string, .bytes, .duration, .timestamp,
    ]
    switch number(8) {
    case 0: return .list(pick(scalars))
    case 1: return .map(pick(scalars))
    case 2: return .optional(pick(scalars))
    default: return pick(scalars)
    }
  }

  private mutating func local() -> String {
    nextLocal += 1
    // The same few names again and again, so that some hide others.
    return pick(["x", "y", "n", "r"]) + (chance(2) ? "" : String(nextLocal % 3))
  }

  private mutating func within(
    _ locals: [(String, Kind)], _ body: (inout ExpressionGenerator) -> RandomExpression
  ) -> RandomExpression {
    let outside = names
    names.removeAll { name in locals.contains { $0.0 == name.name } }
    names += locals.map { (name: $0.0, kind: $0.1) }
    // A local of a record's name hides the record with all its fields.
    for (local, _) in locals { names.removeAll { $0.name.hasPrefix(local + ".") } }
    defer { names = outside }
    return body(&self)
  }

  // MARK: Leaves

  private mutating func leaf(_ kind: Kind) -> RandomExpression {
    let known = names.filter { $0.kind == kind }
    if !known.isEmpty, !chance(3) { return Self.name(pick(known).name) }
    switch kind {
    case .list(let element): return .list((0..<number(3)).map { _ in leaf(element) })
    case .map(let value):
      let keys = ["a", "b", "c", "a"].prefix(number(3))
      return .map(keys.map { (.literal(.string($0)), leaf(value)) })
    case .optional(let wrapped):
      // What is empty says nothing of its type.
      return .function("optional.of", [leaf(wrapped)])
    case .duration:
      return .function("duration", [.literal(.string(pick(["0s", "90s", "-1500ms", "2h"])))])
    case .timestamp:
      let seconds: [Int64] = [0, 1_700_000_000, -62_135_596_800, 253_402_300_799, 951_782_400]
      return .function("timestamp", [.literal(.int(pick(seconds)))])
    case .type: return .function("type", [leaf(anyKind())])
    default: return .literal(RandomEvidence.scalar(kind, &numbers))
    }
  }

  /// The expression of a name that may have a dot in it.
  private static func name(_ name: String) -> RandomExpression {
    let parts = name.split(separator: ".").map(String.init)
    return parts.dropFirst().reduce(.name(parts[0])) { .select($0, $1, isOptional: false) }
  }

  // MARK: Elements of something larger

  private mutating func element(_ kind: Kind, _ depth: Int) -> RandomExpression {
    switch number(7) {
    case 0:
      return .index(expression(.list(kind), depth), expression(.int, depth), isOptional: false)
    case 1:
      return .index(expression(.map(kind), depth), expression(.string, depth), isOptional: false)
    case 2: return .select(expression(.map(kind), depth), pick(["a", "b"]), isOptional: false)
    case 3: return .method(expression(.optional(kind), depth), "value", [])
    case 4:
      return .method(
        expression(.optional(kind), depth), "orValue", [expression(kind, depth)])
    case 5: return .method(.method(expression(.list(kind), depth), "last", []), "value", [])
    default:
      guard Self.ordered.contains(kind) else { return leaf(kind) }
      return .method(expression(.list(kind), depth), pick(["min", "max"]), [])
    }
  }

  private static let ordered: [Kind] = [
    .bool, .int, .uint, .double, .string, .bytes, .duration, .timestamp,
  ]

  // MARK: Operations

  private mutating func operation(_ kind: Kind, _ depth: Int) -> RandomExpression {
    switch kind {
    case .bool: return test(depth)
    case .int: return int(depth)
    case .uint: return uint(depth)
    case .double: return double(depth)
    case .string: return string(depth)
    case .bytes:
      return chance(2)
        ? sum(.bytes, depth) : .function("bytes", [expression(.string, depth)])
    case .duration: return duration(depth)
    case .timestamp:
      return .binary(
        pick(["+", "-"]), expression(.timestamp, depth), expression(.duration, depth))
    case .type: return .function("type", [expression(anyKind(), depth)])
    case .list(let element): return list(element, depth)
    case .map(let value): return map(value, depth)
    case .optional(let wrapped): return optional(wrapped, depth)
    }
  }

  private mutating func sum(_ kind: Kind, _ depth: Int) -> RandomExpression {
    .binary("+", expression(kind, depth), expression(kind, depth))
  }

  private mutating func test(_ depth: Int) -> RandomExpression {
    switch number(13) {
    case 0: return .not(expression(.bool, depth))
    case 1, 2: return .and((0..<(2 + number(3))).map { _ in expression(.bool, depth) })
    case 3, 4: return .or((0..<(2 + number(3))).map { _ in expression(.bool, depth) })
    case 5:
      let kind = anyKind()
      return .binary(pick(["==", "!="]), expression(kind, depth), expression(kind, depth))
    case 6:
      let kind = pick(Self.ordered)
      return .binary(
        pick(["<", "<=", ">", ">="]), expression(kind, depth), expression(kind, depth))
    case 7:
      let kinds: [Kind] = [.int, .uint, .double]
      return .binary(
        pick(["<", "<=", ">", ">="]), expression(pick(kinds), depth),
        expression(pick(kinds), depth))
    case 8:
      let kind = anyKind()
      return .binary("in", expression(kind, depth), expression(.list(kind), depth))
    case 9: return search(depth)
    case 10: return textTest(depth)
    case 11: return listTest(depth)
    default:
      switch number(5) {
      case 0: return .has(expression(.map(anyKind()), depth), pick(["a", "b"]))
      case 1: return .binary("in", expression(.string, depth), expression(.map(anyKind()), depth))
      case 2: return .method(expression(.optional(anyKind()), depth), "hasValue", [])
      case 3: return .binary("==", expression(.type, depth), expression(.type, depth))
      default:
        return .function(
          pick(["math.isNaN", "math.isInf", "math.isFinite"]), [expression(.double, depth)])
      }
    }
  }

  private mutating func textTest(_ depth: Int) -> RandomExpression {
    let text = expression(.string, depth)
    if chance(3) {
      let pattern = pick(Library.patterns.map(\.text))
      return .method(text, "matches", [.literal(.string(pattern))])
    }
    return .method(
      text, pick(["contains", "startsWith", "endsWith"]), [expression(.string, depth)])
  }

  private mutating func listTest(_ depth: Int) -> RandomExpression {
    let kind = pick(Self.ordered)
    if chance(3) { return .method(expression(.list(kind), depth), "isSorted", []) }
    return .function(
      pick(["sets.contains", "sets.intersects", "sets.equivalent"]),
      [expression(.list(kind), depth), expression(.list(kind), depth)])
  }

  private mutating func search(_ depth: Int) -> RandomExpression {
    let macro = pick(["exists", "all", "exists_one"])
    return loop(depth) { generator, range, names in
      .loop(
        macro == "exists_one" && names.count == 2 ? "existsOne" : macro, range, names: names,
        [generator.expression(.bool, depth)])
    }
  }

  /// A macro over a list or a map, with one local or two.
  private mutating func loop(
    _ depth: Int,
    _ body: (inout ExpressionGenerator, RandomExpression, [String]) -> RandomExpression
  ) -> RandomExpression {
    let kind = anyKind()
    let overMap = chance(3)
    let range = expression(overMap ? .map(kind) : .list(kind), depth)
    let (first, second) = (local(), local() + "_")
    if chance(2) {
      return within([(first, overMap ? .string : kind)]) { body(&$0, range, [first]) }
    }
    return within([(first, overMap ? .string : .int), (second, kind)]) {
      body(&$0, range, [first, second])
    }
  }

  private mutating func int(_ depth: Int) -> RandomExpression {
    switch number(9) {
    case 0: return .negate(expression(.int, depth))
    case 1, 2, 3:
      return .binary(
        pick(["+", "-", "*", "/", "%"]), expression(.int, depth), expression(.int, depth))
    case 4:
      let sized: [Kind] = [.string, .bytes, .list(anyKind()), .map(anyKind())]
      let kind = pick(sized)
      return chance(2)
        ? .function("size", [expression(kind, depth)])
        : .method(expression(kind, depth), "size", [])
    case 5:
      let kinds: [Kind] = [.int, .uint, .double, .string, .timestamp]
      return .function("int", [expression(pick(kinds), depth)])
    case 6: return number(of: .int, depth)
    case 7:
      return .method(
        expression(.string, depth), pick(["indexOf", "lastIndexOf"]),
        [expression(.string, depth)])
    default:
      if chance(3) {
        let parts = ["getHours", "getMinutes", "getSeconds", "getMilliseconds"]
        return .method(expression(.duration, depth), pick(parts), [])
      }
      let parts = [
        "getFullYear", "getMonth", "getDate", "getDayOfMonth", "getDayOfWeek", "getDayOfYear",
        "getHours", "getMinutes", "getSeconds", "getMilliseconds",
      ]
      return .method(expression(.timestamp, depth), pick(parts), [])
    }
  }

  /// Functions that take and give numbers of one type.
  private mutating func number(of kind: Kind, _ depth: Int) -> RandomExpression {
    switch number(4) {
    case 0:
      return .function(
        pick(["math.greatest", "math.least"]), (0...number(3)).map { _ in expression(kind, depth) })
    case 1: return .function(pick(["math.abs", "math.sign"]), [expression(kind, depth)])
    case 2: return .method(expression(.list(kind), depth), "sum", [])
    default:
      guard kind == .int else { return leaf(kind) }
      let name = pick([
        "math.bitOr", "math.bitAnd", "math.bitXor", "math.bitShiftLeft", "math.bitShiftRight",
      ])
      return .function(name, [expression(.int, depth), expression(.int, depth)])
    }
  }

  private mutating func uint(_ depth: Int) -> RandomExpression {
    switch number(4) {
    case 0:
      return .function("uint", [expression(pick([Kind.int, .double, .string, .uint]), depth)])
    case 1: return number(of: .uint, depth)
    default:
      return .binary(
        pick(["+", "-", "*", "/", "%"]), expression(.uint, depth), expression(.uint, depth))
    }
  }

  private mutating func double(_ depth: Int) -> RandomExpression {
    switch number(5) {
    case 0: return .function("double", [expression(pick([Kind.int, .uint, .double]), depth)])
    case 1: return number(of: .double, depth)
    case 2:
      let name = pick(["math.ceil", "math.floor", "math.round", "math.trunc"])
      return .function(name, [expression(.double, depth)])
    case 3: return .negate(expression(.double, depth))
    default:
      return .binary(
        pick(["+", "-", "*", "/"]), expression(.double, depth), expression(.double, depth))
    }
  }

  private mutating func string(_ depth: Int) -> RandomExpression {
    let text = expression(.string, depth)
    switch number(7) {
    case 0: return .binary("+", text, expression(.string, depth))
    case 1:
      let kinds: [Kind] = [.string, .int, .uint, .bool, .bytes]
      return .function("string", [expression(pick(kinds), depth)])
    case 2: return .method(text, pick(["lowerAscii", "upperAscii", "reverse", "trim"]), [])
    case 3: return .method(text, "charAt", [expression(.int, depth)])
    case 4:
      let bounds = (0...number(2)).map { _ in expression(.int, depth) }
      return .method(text, "substring", bounds)
    case 5: return .method(expression(.list(.string), depth), "join", [])
    default: return .method(expression(.list(.string), depth), "join", [text])
    }
  }

  private mutating func duration(_ depth: Int) -> RandomExpression {
    if chance(3) {
      return .binary("-", expression(.timestamp, depth), expression(.timestamp, depth))
    }
    return .binary(pick(["+", "-"]), expression(.duration, depth), expression(.duration, depth))
  }

  // MARK: Containers

  private mutating func list(_ element: Kind, _ depth: Int) -> RandomExpression {
    switch number(8) {
    case 0: return .list((0..<number(4)).map { _ in expression(element, depth) })
    case 1: return sum(.list(element), depth)
    case 2: return .method(expression(.list(element), depth), pick(["reverse", "distinct"]), [])
    case 3:
      return .method(
        expression(.list(element), depth), "slice",
        [expression(.int, depth), expression(.int, depth)])
    case 4:
      guard Self.ordered.contains(element) else { return leaf(.list(element)) }
      return .method(expression(.list(element), depth), "sort", [])
    case 5:
      let range = expression(.list(element), depth)
      let name = local()
      return within([(name, element)]) {
        .loop("filter", range, names: [name], [$0.expression(.bool, depth)])
      }
    case 6:
      if element == .string {
        return .method(
          expression(.string, depth), "split", [.literal(.string(pick([",", "a", "ab"])))])
      }
      return .method(.list((0..<number(3)).map { _ in leaf(.list(element)) }), "flatten", [])
    default:
      let hasFilter = chance(2)
      return loop(depth) { generator, range, names in
        let parts = hasFilter ? [generator.expression(.bool, depth)] : []
        return .loop(
          names.count == 1 ? "map" : "transformList", range, names: names,
          parts + [generator.expression(element, depth)])
      }
    }
  }

  private mutating func map(_ value: Kind, _ depth: Int) -> RandomExpression {
    if chance(2) {
      return .map(
        (0..<number(3)).map { _ in (expression(.string, depth), expression(value, depth)) })
    }
    let range = expression(.map(anyKind()), depth)
    let (first, second) = (local(), local() + "_")
    let hasFilter = chance(2)
    return within([(first, .string)]) { generator in
      let parts = hasFilter ? [generator.expression(.bool, depth)] : []
      return .loop(
        "transformMap", range, names: [first, second],
        parts + [generator.expression(value, depth)])
    }
  }

  private mutating func optional(_ wrapped: Kind, _ depth: Int) -> RandomExpression {
    switch number(7) {
    case 0: return .function("optional.of", [expression(wrapped, depth)])
    case 1: return .function("optional.ofNonZeroValue", [expression(wrapped, depth)])
    case 2:
      return .method(
        expression(.optional(wrapped), depth), "or", [expression(.optional(wrapped), depth)])
    case 3:
      return .select(expression(.map(wrapped), depth), pick(["a", "b"]), isOptional: true)
    case 4:
      return .index(expression(.list(wrapped), depth), expression(.int, depth), isOptional: true)
    case 5: return .method(expression(.list(wrapped), depth), pick(["first", "last"]), [])
    default:
      let source = anyKind()
      let target = expression(.optional(source), depth)
      let name = local()
      let isFlat = chance(2)
      return within([(name, source)]) {
        isFlat
          ? .optionalMap("optFlatMap", target, name, $0.expression(.optional(wrapped), depth))
          : .optionalMap("optMap", target, name, $0.expression(wrapped, depth))
      }
    }
  }
}
