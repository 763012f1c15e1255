internal import CFuzzer
internal import Conditions
internal import Documents
internal import Glibc

/// The evidence that hostile conditions are written against.
private let schema = Schema(
  records: [
    RecordType(
      name: "run",
      fields: [
        Field(name: "state", type: .string), Field(name: "rows", type: .int),
        Field(name: "hours", type: .double), Field(name: "started", type: .timestamp),
        Field(name: "parent", type: .string, isOptional: true),
        Field(name: "arguments", type: .map(key: .string, value: .string)),
      ])
  ],
  variables: [
    Field(name: "run", type: .record("run")), Field(name: "names", type: .list(.string)),
    Field(name: "x", type: .dyn), Field(name: "now", type: .timestamp),
    Field(name: "missing", type: .list(.int)),
  ])

private let facts = Facts(
  [
    "run": .record([
      "state": .string("FAILED"), "rows": .int(.max), "hours": .double(.nan),
      "arguments": .map([.string("a"): .string("é\u{0}")]),
    ]),
    "names": .list([.string("a"), .string("日本"), .string("")]),
    "x": .list([.int(.min), .uint(.max), .double(-0.0), .null, .bytes([0xFF])]),
    "now": .timestamp(seconds: 253_402_300_799, nanoseconds: 999_999_999),
  ], schema: schema)

/// Whatever the text, a condition is refused with a place in it, or evaluated within its limits,
/// and explained as it was evaluated.
private func fuzzCondition(_ bytes: [UInt8], _ mode: Condition.Mode) {
  let text = String(decoding: bytes, as: UTF8.self)
  let file = SourceFile(path: "condition", text: text)
  let source = ConditionSource(text: text) { file.span($0) }
  let checked = Condition.compile(source, schema: schema, mode: mode)
  guard let condition = checked.value else {
    precondition(!checked.diagnostics.isEmpty, "a refusal has a reason")
    let renderer = DiagnosticRenderer(sources: [file], color: false)
    for diagnostic in checked.diagnostics { _ = renderer.text(diagnostic) }
    return
  }
  let plain = condition.evaluate(facts)
  let explanation = condition.explain(facts)
  precondition("\(plain)" == "\(explanation.evaluation)", "an explanation cannot differ")
  _ = condition.listing
}

/// A pattern and a text, with a zero byte between them.
private func fuzzPattern(_ bytes: [UInt8]) {
  let parts = bytes.split(separator: 0, maxSplits: 1, omittingEmptySubsequences: false)
  guard let pattern = try? Pattern.compile(String(decoding: parts[0], as: UTF8.self)).get() else {
    return
  }
  let text = parts.count > 1 ? Array(parts[1]) : []
  let set = PatternSet([pattern])
  var lines: [Range<Int>] = []
  set.forEachMatch(in: text) { match in
    lines.append(match.line)
    return true
  }
  var start = 0
  var expected: [Range<Int>] = []
  for line in text.split(separator: 0x0A, omittingEmptySubsequences: false) {
    let content = line.last == 0x0D ? line.dropLast() : line
    let isLast = start + line.count == text.count
    if !(isLast && line.isEmpty),
      Array(content).withUnsafeBufferPointer({ pattern.captures(in: $0) }) != nil
    {
      expected.append(start..<(start + content.count))
    }
    start += line.count + 1
  }
  precondition(lines == expected, "a set finds the lines that its pattern matches")
}

private let target: @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32 = { data, size in
  guard let data, size > 0 else { return 0 }
  let bytes = Array(UnsafeBufferPointer(start: data + 1, count: size - 1))
  switch data[0] & 3 {
  case 0: fuzzCondition(bytes, .strict)
  case 1: fuzzCondition(bytes, .plain)
  case 2: fuzzCondition(bytes, .unchecked)
  default: fuzzPattern(bytes)
  }
  return 0
}

private var argumentCount = CommandLine.argc
private var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? =
  CommandLine.unsafeArgv
exit(LLVMFuzzerRunDriver(&argumentCount, &arguments, target))
