internal import Conditions
internal import Documents
internal import FoundationEssentials
internal import Healing

/// Evaluates one condition and explains what it gave.
struct ConditionTool {
  let text: String
  let factsPath: String?
  let project: ProjectFolder

  func run() throws(RecordingError) -> ExitCode {
    var values: [String: Value] = [:]
    if let factsPath {
      guard let bytes = try WholeFile.bytes(factsPath) else { throw .missing(path: factsPath) }
      values = try JSONFile.decode([String: JSONFact].self, from: bytes, path: factsPath)
        .mapValues(\.value)
    }
    let schema = Schema(
      variables: values.keys.sorted().map { Field(name: $0, type: .dyn) })
    let file = SourceFile(path: "condition", bytes: Array(text.utf8))
    let source = ConditionSource(text: text) { file.span($0) }
    let checked = Condition.compile(source, schema: schema, mode: .plain)
    guard let condition = checked.value else {
      let renderer = DiagnosticRenderer(sources: [file], color: project.color.isOn)
      for diagnostic in checked.diagnostics { Terminal.err(renderer.text(diagnostic) + "\n") }
      return .problems
    }
    let explanation = condition.explain(Facts(values, schema: schema))
    for line in Self.lines(of: condition, explanation) { Terminal.out(Terminal.plain(line) + "\n") }
    if case .error = explanation.evaluation { return .problems }
    return .fine
  }

  private static func lines(of condition: Condition, _ explanation: Explanation) -> [String] {
    var lines: [String] = []
    add(explanation.root, depth: 0, to: &lines)
    if let change = explanation.change { lines.append("it would turn round if \(change)") }
    lines.append("type: \(condition.type)")
    lines.append("cost: \(explanation.cost) units, at most \(condition.cost)")
    lines.append("code:")
    return lines + condition.listing.map { "  " + $0 }
  }

  private static func add(_ part: Explanation.Part, depth: Int, to lines: inout [String]) {
    let indent = String(repeating: "  ", count: depth)
    let value = part.value.map { " = \($0)" } ?? " was not needed"
    let mark = part.isDeciding && depth > 0 ? "  <- decides" : ""
    let witness = part.witness.map { "  (\($0))" } ?? ""
    lines.append(indent + part.text.replacing("\n", with: " ") + value + mark + witness)
    for part in part.parts { add(part, depth: depth + 1, to: &lines) }
  }
}

/// A value of a JSON file: whole numbers are ints.
private struct JSONFact: Decodable {
  let value: Value

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      value = .null
    } else if let flag = try? container.decode(Bool.self) {
      value = .bool(flag)
    } else if let whole = try? container.decode(Int64.self) {
      value = .int(whole)
    } else if let number = try? container.decode(Double.self) {
      value = .double(number)
    } else if let text = try? container.decode(String.self) {
      value = .string(text)
    } else if let list = try? container.decode([JSONFact].self) {
      value = .list(list.map(\.value))
    } else {
      let object = try container.decode([String: JSONFact].self)
      value = .map(
        Dictionary(
          object.map { (.string($0.key), $0.value.value) }, uniquingKeysWith: { first, _ in first })
      )
    }
  }
}
