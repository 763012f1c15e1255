import Foundation

/// The source tree as text: what the style page is held against.
enum House {
  static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// The floor of each target: imports only go down.
  static let floors: [String: Int] = [
    "CLibYAML": 0, "CRE2": 0, "CSQLite": 0, "CZlib": 0, "CLibCrypto": 0, "CSnappy": 0,
    "CMalloc": 0, "CZstd": 0, "CCurl": 0, "CExpat": 0,
    "Digests": 1, "Documents": 1, "Incidents": 1, "Threads": 1,
    "Baselines": 2, "Conditions": 2, "Profiles": 2,
    "Configurations": 3, "Decisions": 4, "Learning": 5, "Linting": 5, "AWS": 6, "Healing": 6,
    "Clouds": 7,
    "Lakes": 7, "RuleTesting": 7, "Simulation": 8, "Evaluations": 9, "Reporting": 10,
    "kintsugi": 11,
  ]

  /// The one file that may see each C library.
  static let libraryFiles: [String: String] = [
    "CLibYAML": "DocumentParser.swift", "CRE2": "Pattern.swift", "CZlib": "GzipStream.swift",
    "CSQLite": "SQLiteConnection.swift", "CLibCrypto": "Digest.swift",
    "CSnappy": "SnappyPage.swift", "CMalloc": "Kintsugi.swift", "CZstd": "ZstdPage.swift",
    "CCurl": "CurlTransport.swift", "CExpat": "XMLElement.swift",
  ]

  /// One Swift file.
  struct File: CustomStringConvertible {
    let path: String
    let text: String

    var name: String { String(path.split(separator: "/").last ?? "") }
    var target: String { String(path.split(separator: "/")[1]) }
    var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }
    var description: String { path }

    /// The modules that the file imports.
    var imports: [String] {
      lines.compactMap { line in
        let words = line.split(separator: " ")
        guard let place = words.firstIndex(of: "import"), place <= 2, words.count == place + 2,
          words[..<place].allSatisfy({
            ["public", "internal", "private", "@testable"].contains($0)
          })
        else { return nil }
        return String(words[place + 1])
      }
    }

    /// The code without comments and without the insides of texts, line by line.
    var codeLines: [String] {
      var isInText = false
      return lines.map { line in
        if line.contains("\"\"\"") {
          isInText.toggle()
          return ""
        }
        if isInText { return "" }
        return Self.withoutTexts(String(line))
      }
    }

    private static func withoutTexts(_ line: String) -> String {
      var code = ""
      var isInText = false
      var previous: Character = " "
      for character in line {
        if character == "\"", previous != "\\" {
          isInText.toggle()
        } else if !isInText {
          if character == "/", previous == "/" { return String(code.dropLast()) }
          code.append(character)
        }
        previous = character
      }
      return code
    }
  }

  /// All texts that people read and that are kept beside the tests.
  static func goldens() throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: root.appending(path: "Tests").path)
      .filter { $0.contains("/data/goldens/") }
      .map { try String(contentsOf: root.appending(path: "Tests/\($0)"), encoding: .utf8) }
  }

  /// All Swift files below a folder, in order of their paths.
  static func files(below folder: String) throws -> [File] {
    let names = try FileManager.default.subpathsOfDirectory(
      atPath: root.appending(path: folder).path)
    return try names.filter { $0.hasSuffix(".swift") }.sorted().map { name in
      File(
        path: folder + "/" + name,
        text: try String(contentsOf: root.appending(path: "\(folder)/\(name)"), encoding: .utf8))
    }
  }

  static func text(_ path: String) throws -> String {
    try String(contentsOf: root.appending(path: path), encoding: .utf8)
  }
}
