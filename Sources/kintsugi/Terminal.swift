internal import FoundationEssentials
internal import Glibc
internal import Reporting
internal import Synchronization

/// Where a command writes to.
enum Terminal {
  /// Writes to standard output.
  static func out(_ text: String) { write(text, to: STDOUT_FILENO) }

  /// Writes to standard error.
  static func err(_ text: String) { write(text, to: STDERR_FILENO) }

  /// Why standard output could not be written, as the system counts errors; 0 where it could.
  ///
  /// Work goes on without a reader, but a full disk must not pass for an answer.
  static var outputFailure: Int32 { failure.load(ordering: .relaxed) }

  private static let failure = Atomic<Int32>(0)

  private static func write(_ text: String, to descriptor: Int32) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      guard count > 0 else {
        if count < 0, errno == EINTR { continue }
        if descriptor == STDOUT_FILENO, errno != EPIPE { failure.store(errno, ordering: .relaxed) }
        return
      }
      rest = rest.dropFirst(count)
    }
  }

  /// Words of others without anything that a terminal would obey.
  static func plain(_ text: String) -> String { PlainText.escaped(text) }

  /// Writes a value as one JSON object with sorted keys.
  static func json<Value: Encodable>(_ value: Value) { write(value, .prettyPrinted) }

  /// Writes a value as JSON in one line with sorted keys.
  static func line<Value: Encodable>(_ value: Value) { write(value, []) }

  private static func write<Value: Encodable>(
    _ value: Value, _ formatting: JSONEncoder.OutputFormatting
  ) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = formatting.union([.sortedKeys, .withoutEscapingSlashes])
    do {
      let text = String(decoding: try encoder.encode(value), as: UTF8.self)
      out(PlainText.escapedJSON(text) + "\n")
    } catch {
      err("kintsugi: the result cannot be written as JSON: \(error)\n")
    }
  }

  /// Whether people read standard error with colours.
  static var isColorful: Bool { isatty(STDERR_FILENO) == 1 && getenv("NO_COLOR") == nil }
}

/// In which form a command answers.
enum OutputFormat: String, CaseIterable {
  case pretty, json
}

/// When colours are used.
enum ColorChoice: String, CaseIterable {
  case auto, always, never

  var isOn: Bool {
    switch self {
    case .auto: Terminal.isColorful
    case .always: true
    case .never: false
    }
  }
}
