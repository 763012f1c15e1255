internal import Conditions
internal import Incidents

/// What the service wraps a failure in: its category, or its analysis of an exception.
///
/// `Error Category: QUERY_ERROR; Failed Line Number: 7; Spark Error Class: X; AnalysisException: …`
/// and `[Glue Exception Analysis] {"Event": "GlueETLJobExceptionEvent", "Failure Reason": "…"}`.
/// What is inside is read as if it stood in the log by itself; texts may be cut anywhere.
struct LogEnvelope {
  let category: ErrorCategory?
  /// The lines inside.
  let content: [UInt8]
  /// What the wrapping says: `category`, `line`, `script`, `error_class`.
  let facts: [String: String]

  /// What a line with an envelope holds.
  static let patterns: [Pattern] = [
    "Error Category: ?[A-Z]", "GlueETLJobExceptionEvent|Glue Exception Analysis|\"Failure Reason\"",
  ].compactMap { try? Pattern.compile($0).get() }

  /// Opens the envelope of a line; `nil` where there is none.
  init?(_ line: UnsafeBufferPointer<UInt8>) {
    let text = line.prefix(1 << 20)
    if let reason = Self.value(of: "\"Failure Reason\"", in: text[...]) {
      var facts: [String: String] = [:]
      if let script = Self.value(of: "\"script\"", in: text[...]) {
        facts["script"] = String(decoding: script, as: UTF8.self)
      }
      if let number = Self.number(after: "\"Last Executed Line number\"", in: text[...]) {
        facts["line"] = number
      }
      self.init(category: nil, content: reason, facts: facts)
      return
    }
    guard let start = text.firstRange(of: Array("Error Category:".utf8)) else { return nil }
    self.init(categorized: text[start.upperBound...])
  }

  private init(category: ErrorCategory?, content: [UInt8], facts: [String: String]) {
    self.category = category
    self.content = content
    self.facts = facts
  }

  /// Reads `NAME; Failed Line Number: 7; Spark Error Class: X; …`, any part of which may be gone.
  private init?(categorized text: Slice<UnsafeBufferPointer<UInt8>>) {
    let parts = text.split(separator: UInt8(ascii: ";"), maxSplits: 3)
    guard let first = parts.first else { return nil }
    let name = Self.trimmed(first)
    var facts = ["category": name]
    var used = 1
    for part in parts.dropFirst() {
      let words = Self.trimmed(part)
      if let number = words.dropPrefix("Failed Line Number: ") {
        facts["line"] = number
      } else if let errorClass = words.dropPrefix("Spark Error Class: ") {
        facts["error_class"] = errorClass
      } else {
        break
      }
      used += 1
    }
    let rest = used < parts.count ? text[parts[used].startIndex...] : text[text.endIndex...]
    let content = rest.drop { $0 == UInt8(ascii: " ") }
    // The class that Spark gave stands where Spark itself would have put it.
    let errorClass = facts["error_class"].map { Array("[\($0)] ".utf8) } ?? []
    self.init(
      category: ErrorCategory(rawValue: name), content: errorClass + Array(content), facts: facts)
  }

  private static func trimmed(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> String {
    let space = UInt8(ascii: " ")
    let text = bytes.drop { $0 == space }
    return String(decoding: text.prefix(200), as: UTF8.self)
  }

  /// The text of a key of JSON, unescaped, up to its closing quote or the end of what there is.
  private static func value(
    of key: String, in text: Slice<UnsafeBufferPointer<UInt8>>
  ) -> [UInt8]? {
    guard let place = text.firstRange(of: Array(key.utf8)) else { return nil }
    let quote = UInt8(ascii: "\"")
    let before = [UInt8(ascii: " "), UInt8(ascii: ":")]
    var rest = text[place.upperBound...].drop { before.contains($0) }
    guard rest.first == quote else { return nil }
    rest = rest.dropFirst()
    var value: [UInt8] = []
    while let byte = rest.popFirst(), byte != quote {
      guard byte == UInt8(ascii: "\\") else {
        value.append(byte)
        continue
      }
      guard let escaped = rest.popFirst() else { break }
      switch escaped {
      case UInt8(ascii: "n"): value.append(UInt8(ascii: "\n"))
      case UInt8(ascii: "t"): value.append(UInt8(ascii: "\t"))
      case UInt8(ascii: "r"): value.append(UInt8(ascii: "\r"))
      case UInt8(ascii: "u"):
        let digits = String(decoding: rest.prefix(4), as: UTF8.self)
        let scalar = UInt32(digits, radix: 16).flatMap(Unicode.Scalar.init) ?? "\u{FFFD}"
        value += Array(String(scalar).utf8)
        rest = rest.dropFirst(4)
      default: value.append(escaped)
      }
    }
    return value
  }

  private static func number(
    after key: String, in text: Slice<UnsafeBufferPointer<UInt8>>
  ) -> String? {
    guard let place = text.firstRange(of: Array(key.utf8)) else { return nil }
    let before = [UInt8(ascii: " "), UInt8(ascii: ":")]
    let digits = text[place.upperBound...].drop { before.contains($0) }
      .prefix { (0x30...0x39).contains($0) }.prefix(12)
    return digits.isEmpty ? nil : String(decoding: digits, as: UTF8.self)
  }
}

extension String {
  /// What follows a beginning; `nil` where the text begins otherwise.
  fileprivate func dropPrefix(_ start: String) -> String? {
    hasPrefix(start) ? String(dropFirst(start.count)) : nil
  }
}
