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
      guard !edits.isEmpty, mend(edits, besides: found.count, at: now) else { return }
    }
  }

  /// Everything that is wrong with files.
  public static func problems(of files: [SourceFile], at now: Timestamp?) -> [Diagnostic] {
    let reading = ConfigurationLoader.read(files)
    return (reading.diagnostics + Linter.diagnostics(of: reading, at: now))
      .sorted(by: Diagnostic.precedes)
  }

  /// Makes all edits at once where that helps, else each that helps alone; whether any did.
  private mutating func mend(_ edits: [Diagnostic], besides count: Int, at now: Timestamp?) -> Bool
  {
    let all = Self.edited(files, edits)
    if Self.problems(of: all, at: now).count <= count - edits.count {
      mended += edits.map { Mend(diagnostic: $0, was: Self.words(at: $0.span, in: files)) }
      files = all
      return true
    }
    var left = count
    var kept: [Diagnostic] = []
    for edit in edits {
      let tried = Self.edited(files, kept + [edit])
      let now = Self.problems(of: tried, at: now).count
      guard now < left else { continue }
      kept.append(edit)
      left = now
    }
    mended += kept.map { Mend(diagnostic: $0, was: Self.words(at: $0.span, in: files)) }
    files = Self.edited(files, kept)
    return !kept.isEmpty
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
