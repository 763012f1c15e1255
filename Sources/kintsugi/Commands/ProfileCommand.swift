internal import Healing
internal import Incidents
internal import Profiles
internal import Reporting

/// Profiles files of data: one line a batch, in the format that `detect --profiles` reads.
struct ProfileCommand: Command {
  static let name = "profile"
  static let summary = "the figures of CSV, JSON lines or Parquet, a line a batch"
  static let manual = """
    kintsugi profile FILE… [--each] [--format csv|json|parquet|glue] [--encoding NAME]
                     [--only rows,nulls,types] [--table NAME] [--index N] [--batch NAME]
                     [-o pretty|json]

    All files are one batch; with --each every file is a batch of its own, and the index counts up.
    A folder stands for the data files below it, `-` for standard input. The format is told by the
    name, or by --format. Text is UTF-8, or what its byte order mark says; --encoding may say
    utf-8, utf-16le, utf-16be or latin-1. Files may be larger than the memory.

    --format glue reads what Glue measured instead of data: answers of GetDataQualityResult or
    GetColumnStatisticsForTable, one a file or one a line, each a batch of its own. What no rule or
    analyzer asked for is unknown.

    -o json prints one line a batch, to be added to a history: docs/profile.md has the format.
    Leaves with 3 when a file cannot be read to its end; such a batch has no line.
    """

  let project: ProjectFolder
  let files: [String]
  let isEach: Bool
  let format: FormatName?
  let encoding: TextEncoding
  let depth: BatchProfiler.Depth
  let table: String
  let index: Int?
  let batch: String?

  /// The words of `--format`.
  enum FormatName: String, CaseIterable {
    case csv, json, parquet, glue

    /// What the data are; `nil` where there are none, but figures.
    var format: ObjectFormat? {
      switch self {
      case .csv: .csv
      case .json: .jsonLines
      case .parquet: .parquet
      case .glue: nil
      }
    }
  }

  init(_ arguments: inout ArgumentReader) throws(UsageError) {
    project = try ProjectFolder(&arguments)
    isEach = arguments.flag("--each")
    let word = try arguments.option("--format")
    format = word.flatMap(FormatName.init)
    if let word, format == nil {
      throw .badValue("--format", word, wanted: "csv, json, parquet, glue")
    }
    encoding = try arguments.choice("--encoding", of: TextEncoding.self, default: .auto)
    depth = try Self.depth(&arguments)
    table = try arguments.option("--table") ?? ""
    index = try Self.index(&arguments)
    batch = try arguments.option("--batch")
    files = try arguments.operands()
    guard !files.isEmpty else { throw .missing("FILE", command: Self.name) }
  }

  private static func depth(
    _ arguments: inout ArgumentReader
  ) throws(UsageError) -> BatchProfiler.Depth {
    guard let text = try arguments.option("--only") else { return .full }
    let words = text.split(separator: ",", omittingEmptySubsequences: false)
    guard words.allSatisfy({ ["rows", "nulls", "types"].contains($0) }) else {
      throw .badValue("--only", text, wanted: "rows,nulls,types")
    }
    return .types
  }

  private static func index(_ arguments: inout ArgumentReader) throws(UsageError) -> Int? {
    guard let text = try arguments.option("--index") else { return nil }
    guard let index = Int(text), index >= 0, index < 1 << 53 else {
      throw .badValue("--index", text, wanted: "a whole number, as 17")
    }
    return index
  }

  func run() async -> ExitCode {
    var code = ExitCode.fine
    var printed = 0
    for files in isEach || format == .glue ? files.map({ [$0] }) : [files] {
      do throws(ProfileFailure) {
        for record in try records(files, after: printed) {
          switch project.format {
          case .json: Terminal.out(record.line + "\n")
          case .pretty: Terminal.out((printed > 0 ? "\n" : "") + ProfileStory(record).text)
          }
          printed += 1
        }
      } catch {
        Terminal.err("kintsugi: \(error.description)\n")
        code = .notLoaded
        // The place of a batch that has no line stays empty.
        printed += 1
      }
    }
    return code
  }

  /// The batches of some files: one of data, any number of figures.
  private func records(
    _ files: [String], after count: Int
  ) throws(ProfileFailure) -> [ProfileRecord] {
    guard format == .glue, let path = files.first else {
      return [try BatchFiles(files, self).record(index: index.map { $0 + count })]
    }
    let bytes = try Self.bytes(of: path)
    do throws(RecordingError) {
      return try GlueProfiles.records(in: bytes, path: path).enumerated().map { number, record in
        var record = record
        if !table.isEmpty { record.table = table }
        record.index = index.map { $0 + count + number }
        record.batch = batch
        return record
      }
    } catch {
      throw ProfileFailure(path, error)
    }
  }
}

extension ProfileCommand {
  /// Figures of more bytes than that are no answer of a service.
  private static let mostBytes = 1 << 26

  /// All bytes of a file, or of standard input.
  private static func bytes(of path: String) throws(ProfileFailure) -> [UInt8] {
    let file: FileBytes
    do throws(RecordingError) {
      file = try FileBytes(path)
    } catch {
      throw ProfileFailure(path, error)
    }
    let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 1)
    defer { piece.deallocate() }
    var all: [UInt8] = []
    do throws(ReadFailure) {
      while all.count <= mostBytes {
        let count = try file.read(into: piece)
        if count == 0 { return all }
        all += piece[..<count]
      }
      throw .unread("it is larger than \(mostBytes) bytes")
    } catch {
      throw ProfileFailure(path, error)
    }
  }
}

/// Why a batch has no profile; with the file that is to blame.
struct ProfileFailure: Error, CustomStringConvertible {
  let path: String
  let reason: String

  var description: String { "\(Terminal.plain(path)): \(Terminal.plain(reason))" }

  init(_ path: String, _ reason: String) {
    self.path = path
    self.reason = reason
  }

  /// Why a file cannot be opened.
  init(_ path: String, _ error: RecordingError) {
    switch error {
    case .missing: self.init(path, "there is no such file")
    case .unreadable(_, let reason), .malformed(_, let reason): self.init(path, reason)
    }
  }

  /// What a reader found wrong, with its place.
  init(_ path: String, _ failure: ReadFailure) {
    self.path = path
    switch failure {
    case .unread(let words): reason = words
    case .damaged(let damage):
      let place = damage.line.map { "line \($0): " } ?? damage.offset.map { "byte \($0): " }
      let hint =
        damage.reason == "a byte is no UTF-8 text"
        ? "; if it is Latin-1, say so: --encoding latin-1" : ""
      reason = (place ?? "") + damage.reason + hint
    }
  }
}

/// The files of one batch on their way into a profile.
private struct BatchFiles {
  private let files: [String]
  private let command: ProfileCommand

  init(_ files: [String], _ command: ProfileCommand) throws(ProfileFailure) {
    self.command = command
    var found: [String] = []
    for path in files {
      guard path != "-", FolderListing.isFolder(path) else {
        found.append(path)
        continue
      }
      do throws(RecordingError) {
        found += try FolderListing.files(below: path, prefix: "").map { path + "/" + $0 }
      } catch {
        throw ProfileFailure(path, "\(error)")
      }
    }
    guard !found.isEmpty else { throw ProfileFailure(files[0], "it holds no data file") }
    self.files = found
  }

  func record(index: Int?) throws(ProfileFailure) -> ProfileRecord {
    var profiler = BatchProfiler(command.depth)
    let digest = command.depth == .full ? BatchDigest() : nil
    var bytes = 0
    for path in files {
      bytes += try read(path, into: &profiler, digest)
    }
    return ProfileRecord(
      table: command.table, index: index, batch: command.batch, bytes: bytes,
      digest: digest?.text(), profile: profiler.profile)
  }

  private func read(
    _ path: String, into profiler: inout BatchProfiler, _ digest: BatchDigest?
  ) throws(ProfileFailure) -> Int {
    guard
      let format = command.format.map(\.format) ?? ObjectFormat(classification: nil, key: path)
    else {
      throw ProfileFailure(
        path, "its name says no format that is known; use --format csv, json or parquet")
    }
    if format == .parquet { return try readParquet(path, into: &profiler, digest) }
    let file: FileBytes
    do throws(RecordingError) {
      file = try FileBytes(path, into: digest)
    } catch {
      throw ProfileFailure(path, error)
    }
    do throws(ReadFailure) {
      let encoding = try profiler.read(
        file, key: path, format: format, encoding: command.encoding, inflatedLimit: .max)
      if encoding != .utf8, command.encoding == .auto {
        Terminal.err("kintsugi: \(Terminal.plain(path)): read as \(encoding.rawValue)\n")
      }
    } catch {
      throw ProfileFailure(path, error)
    }
    return file.count
  }

  private func readParquet(
    _ path: String, into profiler: inout BatchProfiler, _ digest: BatchDigest?
  ) throws(ProfileFailure) -> Int {
    let object: FileObject
    do throws(RecordingError) {
      object = try FileObject(path)
    } catch {
      throw ProfileFailure(path, error)
    }
    do throws(ReadFailure) {
      try profiler.readParquet(object)
      if let digest { try object.add(to: digest) }
    } catch {
      throw ProfileFailure(path, error)
    }
    return object.size
  }
}
