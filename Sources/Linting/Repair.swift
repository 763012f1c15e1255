internal import Configurations
public import Documents
public import Incidents

/// What lint can mend by itself: words with one near name, units that are beyond doubt.
///
/// Every edit is tried: one that leaves as much wrong as before is not made.
public struct Repair: Sendable {
  /// All files, the mended ones in their new words.
  public private(set) var files: [SourceFile]
  /// What was mended, in reading order of each round.
  public private(set) var mended: [Mend] = []

  /// One diagnostic whose words were exchanged; its place is that of its round.
  public struct Mend: Sendable {
    public let diagnostic: Diagnostic
    /// The words that stood there.
    public let was: String
  }

  /// A mended word may bring to light the next one; more rounds than this are not made.
  static let maximumRounds = 8

  /// Mends files as far as that goes, of the diagnostics that are wanted.
  public init(_ files: [SourceFile], at now: Timestamp?, where isWanted: (Diagnostic) -> Bool) {
    self.files = files
    for _ in 1...Self.maximumRounds {
      let found = Self.problems(of: self.files, at: now)
      let edits = Self.apart(found.filter { $0.replacement != nil && isWanted($0) })
      guard !edits.isEmpty, mend(edits, among: found, at: now) else { return }
    }
  }

  /// Everything that is wrong with files.
  public static func problems(of files: [SourceFile], at now: Timestamp?) -> [Diagnostic] {
    let reading = ConfigurationLoader.read(files)
    return (reading.diagnostics + Linter.diagnostics(of: reading, at: now))
      .sorted(by: Diagnostic.precedes)
  }

  /// Makes all edits at once where that helps, else each that helps alone; whether any did.
  private mutating func mend(
    _ edits: [Diagnostic], among found: [Diagnostic], at now: Timestamp?
  ) -> Bool {
    if help(edits, found, at: now) != nil {
      keep(edits)
      return true
    }
    var kept: [Diagnostic] = []
    for edit in edits where help(kept + [edit], found, at: now) != nil { kept.append(edit) }
    keep(kept)
    return !kept.isEmpty
  }

  private mutating func keep(_ edits: [Diagnostic]) {
    mended += edits.map { Mend(diagnostic: $0, was: Self.words(at: $0.span, in: files)) }
    files = Self.edited(files, edits)
  }

  /// What is wrong after edits; `nil` where they do not help.
  ///
  /// What was mended must be gone. A mended name may bring to light what is wrong below it, but no
  /// more than there was, and never a file that cannot be read.
  private func help(
    _ edits: [Diagnostic], _ found: [Diagnostic], at now: Timestamp?
  ) -> [Diagnostic]? {
    let tried = Self.edited(files, edits)
    let paths = Set(edits.map(\.span.path))
    let isReadable = tried.filter { paths.contains($0.path) }.allSatisfy {
      DocumentParser.parse($0).value != nil
    }
    let left = Self.problems(of: tried, at: now)
    guard isReadable, left.count <= found.count else { return nil }
    func places(_ diagnostics: [Diagnostic]) -> [String: Int] {
      Dictionary(diagnostics.map { ("\($0.code) \($0.span.path) \($0.span.start.line)", 1) }) {
        $0 + $1
      }
    }
    let (before, after, mine) = (places(found), places(left), places(edits))
    let isGone = mine.allSatisfy { (before[$0.key] ?? 0) - (after[$0.key] ?? 0) >= $0.value }
    return isGone || left.count < found.count ? left : nil
  }

  private static func words(at span: SourceSpan, in files: [SourceFile]) -> String {
    let bytes = files.first { $0.path == span.path }?.bytes ?? []
    let range = span.start.offset..<span.end.offset
    return range.upperBound <= bytes.count ? String(decoding: bytes[range], as: UTF8.self) : ""
  }

  /// The edits without those that overlap an earlier one.
  private static func apart(_ edits: [Diagnostic]) -> [Diagnostic] {
    var kept: [Diagnostic] = []
    for edit in edits {
      if let last = kept.last, last.span.path == edit.span.path, edit.span.start < last.span.end {
        continue
      }
      kept.append(edit)
    }
    return kept
  }

  private static func edited(_ files: [SourceFile], _ edits: [Diagnostic]) -> [SourceFile] {
    let byPath = Dictionary(grouping: edits, by: \.span.path)
    return files.map { file in
      guard let mine = byPath[file.path] else { return file }
      var bytes = file.bytes
      for edit in mine.sorted(by: { $0.span.start > $1.span.start }) {
        let range = edit.span.start.offset..<edit.span.end.offset
        bytes.replaceSubrange(range, with: Array((edit.replacement ?? "").utf8))
      }
      return SourceFile(path: file.path, bytes: bytes)
    }
  }
}
