public import Configurations
internal import Documents
public import Incidents

/// The files of a configuration as they hold in one environment, as YAML that can be read again.
///
/// Everything that no overlay touches stays as it was written, comments and all. What an overlay
/// changes stands on one line; a rule that is turned off is a comment.
public struct EffectiveFiles: Sendable {
  private let reading: ConfigurationReading
  private let environment: String
  private let now: Timestamp
  private let showsOrigin: Bool

  /// Rules that are turned off until after `now` are left out.
  public init(
    _ reading: ConfigurationReading, in environment: String, at now: Timestamp,
    showingOrigin showsOrigin: Bool
  ) {
    self.reading = reading
    self.environment = environment
    self.now = now
    self.showsOrigin = showsOrigin
  }

  /// All files, one YAML document each.
  public var text: String {
    let kinds: [ConfigurationLoader.Kind] = [.project, .rules, .policy, .safety]
    let documents = kinds.flatMap { reading.documents[$0] ?? [] }
    return documents.map { "---\n# \(PlainText.escaped($0.source.path))\n" + text(of: $0.source) }
      .joined()
  }

  /// One stretch of a file that is written otherwise.
  private struct Edit {
    let range: Range<Int>
    let text: String
    /// What is said at the end of the line.
    let remark: String
  }

  private func text(of file: SourceFile) -> String {
    let bytes = file.bytes
    let off = turnedOff(in: file)
    let edits = edits(in: file).filter { edit in
      !off.contains { $0.range.overlaps(edit.range) }
    }
    var result: [UInt8] = []
    var next = 0
    var remarks: [String] = []
    func copy(to end: Int) {
      // A remark stands at the end of the line on which its value stands.
      while next < end {
        if bytes[next] == UInt8(ascii: "\n"), !remarks.isEmpty {
          result += Array("  # \(remarks.joined(separator: "; "))".utf8)
          remarks = []
        }
        result.append(bytes[next])
        next += 1
      }
    }
    for edit in (edits + off).sorted(by: { $0.range.lowerBound < $1.range.lowerBound }) {
      copy(to: edit.range.lowerBound)
      result += Array(edit.text.utf8)
      next = edit.range.upperBound
      if showsOrigin, !edit.remark.isEmpty { remarks.append(edit.remark) }
    }
    copy(to: bytes.count)
    let end = result.last == UInt8(ascii: "\n") ? "" : "\n"
    return String(decoding: result, as: UTF8.self) + end
  }

  private func edits(in file: SourceFile) -> [Edit] {
    reading.changes.filter { $0.environment == environment && $0.target.path == file.path }.map {
      change in
      let start = change.target.start.offset
      var end = change.target.end.offset
      // The span of a block ends where the next thing begins: its line end stays.
      while end > start, [0x20, 0x0A, 0x0D].contains(file.bytes[end - 1]) { end -= 1 }
      let place = change.value.span
      return Edit(
        range: start..<end, text: FlowText.of(change.value),
        remark: PlainText.escaped("\(place.path):\(place.start.line)"))
    }
  }

  /// The rules that are turned off, as comments: whole lines of the file.
  private func turnedOff(in file: SourceFile) -> [Edit] {
    let pauses = reading.overlays.filter { $0.environment == environment }.flatMap(\.pauses)
      .filter { now < $0.until }
    let root = (reading.documents[.rules] ?? []).first { $0.source.path == file.path }?.root
    guard case .sequence(let rules)? = root?["rules"]?.content else { return [] }
    return pauses.compactMap { pause in
      let rule = rules.first { rule in
        if case .scalar(let id)? = rule["id"]?.content { id.text == pause.rule } else { false }
      }
      return rule.map { comment($0, pause, in: file) }
    }
  }

  private func comment(_ rule: Node, _ pause: Overlay.Pause, in file: SourceFile) -> Edit {
    let first = file.lineStarts[rule.span.start.line - 1]
    var end = rule.span.end.offset
    while end > first, [0x20, 0x0A, 0x0D].contains(file.bytes[end - 1]) { end -= 1 }
    while end < file.bytes.count, file.bytes[end] != UInt8(ascii: "\n") { end += 1 }
    let place = showsOrigin ? " by \(pause.span.path):\(pause.span.start.line)" : ""
    let head = "# turned off\(place): \(pause.reason)"
    let lines = String(decoding: file.bytes[first..<end], as: UTF8.self)
      .split(separator: "\n", omittingEmptySubsequences: false)
    let text = ([PlainText.escaped(head)] + lines.map { "# " + $0 }).joined(separator: "\n")
    return Edit(range: first..<end, text: text, remark: "")
  }
}
