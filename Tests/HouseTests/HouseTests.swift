import Configurations
import Foundation
import Testing

@testable import kintsugi

/// The style page as a test.
@Suite struct HouseTests {
  @Test func `keeps files below 600 lines, and lines within 100 columns`() throws {
    var wrong: [String] = []
    for file in try House.files(below: "Sources") + House.files(below: "Tests") {
      if file.lines.count > 601 { wrong.append("\(file) has \(file.lines.count) lines") }
      for (index, line) in file.lines.enumerated() where line.count > 100 {
        wrong.append("\(file):\(index + 1) has \(line.count) columns")
      }
    }
    #expect(wrong == [])
  }

  @Test func `keeps functions below 60 lines, unless they are flat`() throws {
    var wrong: [String] = []
    for file in try House.files(below: "Sources") {
      for function in FunctionLengths.of(file) where function.lines > 60 {
        wrong.append("\(file):\(function.start) has a function of \(function.lines) lines")
      }
    }
    #expect(wrong == [])
  }

  @Test func `imports only downwards`() throws {
    var wrong: [String] = []
    for file in try House.files(below: "Sources") {
      let floor = try #require(House.floors[file.target], "\(file.target) has no floor")
      for module in file.imports {
        guard let other = House.floors[module] else { continue }
        if other >= floor { wrong.append("\(file) imports \(module)") }
      }
    }
    #expect(wrong == [])
  }

  @Test func `shows each C library to one file`() throws {
    var wrong: [String] = []
    for file in try House.files(below: "Sources") {
      for module in file.imports {
        guard let owner = House.libraryFiles[module] else { continue }
        if file.name != owner { wrong.append("\(file) imports \(module)") }
      }
    }
    #expect(wrong == [])
  }

  @Test func `keeps the floors below Healing free of Foundation, clocks and waiting`() throws {
    var wrong: [String] = []
    for file in try House.files(below: "Sources") {
      guard let floor = House.floors[file.target], (1..<6).contains(floor) else { continue }
      if file.imports.contains(where: { $0.hasPrefix("Foundation") }) { wrong.append("\(file)") }
      for (index, line) in file.codeLines.enumerated() {
        for word in ["async", "await", "getenv(", "clock_gettime", "SystemRandomNumberGenerator"]
        where line.contains(word) {
          wrong.append("\(file):\(index + 1) uses \(word)")
        }
      }
    }
    #expect(wrong == [])
  }

  @Test func `uses no forbidden construct and no forbidden name`() throws {
    var wrong: [String] = []
    let constructs = ["try!", "as!", ": Any)", "[Any]", "String: Any]", "fatalError("]
    let names = ["Utils", "Helper", "Common", "Manager", "Base", "Misc"]
    for file in try House.files(below: "Sources") {
      // `Base64` and `Baseline` are words of their own; `BaseReader` is not.
      if names.contains(where: { name in
        !file.name.hasPrefix("Baseline")
          && (file.name.hasSuffix(name + ".swift")
            || (file.name.hasPrefix(name)
              && file.name.dropFirst(name.count).first?.isLetter == true))
      }) {
        wrong.append("\(file) has a name that says nothing")
      }
      for (index, line) in file.codeLines.enumerated() {
        for construct in constructs where line.contains(construct) {
          wrong.append("\(file):\(index + 1) uses \(construct)")
        }
      }
    }
    #expect(wrong == [])
  }

  @Test func `gives every target a README of at most 40 lines that names its files`() throws {
    var wrong: [String] = []
    for target in House.floors.keys.sorted() {
      let files = try House.files(below: "Sources").filter { $0.target == target }
      if files.isEmpty { continue }
      let text = try House.text("Sources/\(target)/README.md")
      let count = text.split(separator: "\n", omittingEmptySubsequences: false).count
      if count > 41 { wrong.append("\(target)/README.md has \(count) lines") }
      for file in files where !Self.names(text, file) {
        wrong.append("\(target)/README.md does not name \(file.name)")
      }
    }
    #expect(wrong == [])
  }

  @Test func `names each file after something in it`() throws {
    var wrong: [String] = []
    for file in try House.files(below: "Sources") {
      let noun = file.name.dropLast(".swift".count).split(separator: "+").first ?? ""
      if !file.text.contains(noun) { wrong.append("\(file) has nothing called \(noun)") }
    }
    #expect(wrong == [])
  }

  @Test func `has a manual entry for every kind and every command`() throws {
    var wrong: [String] = []
    let manuals: [(page: String, names: [String])] = [
      ("docs/detectors.md", detectors.map { $0.name }),
      ("docs/steps.md", steps.map { $0.name }),
      ("docs/commands.md", commands.map { $0.name }),
    ]
    for manual in manuals {
      let text = try House.text(manual.page)
      for name in manual.names {
        if !text.contains("## `\(name)`") { wrong.append("\(manual.page) lacks \(name)") }
      }
    }
    #expect(wrong == [])
  }

  @Test func `explains every code of a diagnostic in the manual`() throws {
    var wrong: [String] = []
    let page = try House.text("docs/diagnostics.md")
    for file in try House.files(below: "Sources") {
      for match in file.text.matches(of: /code: "([a-z0-9-]+)"/) {
        if !page.contains("`\(match.1)`") { wrong.append("\(match.1), of \(file)") }
      }
    }
    #expect(wrong == [])
  }

  @Test func `says the same of a code on the command line and on the page`() throws {
    let page = try House.text("docs/diagnostics.md")
    let rows = DiagnosticManual.entries.map { entry in
      let codes = entry.codes.map { "`\($0)`" }.joined(separator: ", ")
      return "| \(codes) | \(entry.wrong) | \(entry.wayOut) |"
    }
    let written = page.split(separator: "\n").filter { $0.hasPrefix("| `") }.map(String.init)
    #expect(rows == written)
  }

  @Test func `has the text that an author sees of every code among the goldens`() throws {
    let goldens = try House.goldens().joined(separator: "\n")
    let codes = DiagnosticManual.entries.flatMap(\.codes)
    #expect(codes.filter { !goldens.contains("[\($0)]") } == [])
  }

  @Test func `has a test file beside every rule file`() throws {
    var wrong: [String] = []
    let folder = House.root.appending(path: "rules").path
    let names = try FileManager.default.contentsOfDirectory(atPath: folder)
    for name in names where name.hasSuffix(".yaml") && !name.hasSuffix(".test.yaml") {
      if !names.contains(name.dropLast(5) + ".test.yaml") { wrong.append(name) }
    }
    #expect(wrong == [])
  }

  /// Whether a README names a file, or the folder that it lies in.
  private static func names(_ readme: String, _ file: House.File) -> Bool {
    let parts = file.path.split(separator: "/")
    return readme.contains(file.name) || (parts.count > 3 && readme.contains(parts[2] + "/"))
  }

  @Test func `measures functions as a reader would`() {
    let file = House.File(
      path: "Sources/X/Y.swift", text: "struct Y {\n  func a() {\n    if b {\n    }\n  }\n}\n")
    #expect(FunctionLengths.of(file).map(\.lines) == [4])
  }
}

/// How long the functions of a file are, by their braces; flat tables and switches do not count.
enum FunctionLengths {
  struct Function {
    let start: Int
    let lines: Int
  }

  static func of(_ file: House.File) -> [Function] {
    var functions: [Function] = []
    var open: [(start: Int, depth: Int, deepest: Int)] = []
    var depth = 0
    for (index, line) in file.codeLines.enumerated() {
      let isFunction =
        line.contains("func ") || line.contains(" init(") || line.contains(" init?(")
      if isFunction { open.append((index, depth, depth)) }
      depth += line.count { $0 == "{" } - line.count { $0 == "}" }
      for place in open.indices { open[place].deepest = max(open[place].deepest, depth) }
      while let last = open.last, depth <= last.depth, line.contains("}") {
        let lines = index - last.start + 1
        // A flat switch or table never nests deeper than its own cases.
        if last.deepest > last.depth + 2 || lines <= 60 {
          functions.append(Function(start: last.start + 1, lines: lines))
        }
        open.removeLast()
      }
    }
    return functions
  }
}
