/// The shared config and credentials files: sections of `name = value`.
///
/// Source: AWS SDKs and Tools Reference Guide, "Shared config and credentials files".
struct SharedFiles: Sendable {
  private var profiles: [String: Section] = [:]
  private var sessions: [String: Section] = [:]
  private var services: [String: Section] = [:]
  /// Where they were looked for, in words.
  let words: String

  /// One section; a nested `name` of `outer` is `outer.name`.
  struct Section: Sendable, Hashable {
    private var values: [String: String] = [:]

    subscript(_ name: String) -> String? { values.nonEmpty(name) }

    mutating func set(_ name: String, _ value: String) { values[name] = value }
    mutating func join(_ other: Section) { values.merge(other.values) { $1 } }
  }

  init(environment: [String: String]) throws(AWSError) {
    let home = environment.nonEmpty("HOME") ?? "/"
    let named = ["AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"].map { environment.nonEmpty($0) }
    let config = named[0] ?? home + "/.aws/config"
    let secrets = named[1] ?? home + "/.aws/credentials"
    words = "\(config) and \(secrets)"
    for (name, section) in try Self.sections(of: config, home, named[0] != nil) {
      let parts = name.split(separator: " ", maxSplits: 1).map(String.init)
      switch (parts.first, parts.last) {
      case ("default", _) where parts.count == 1:
        profiles["default", default: .init()].join(section)
      case ("profile", let name?) where parts.count == 2:
        profiles[name, default: .init()].join(section)
      case ("sso-session", let name?) where parts.count == 2: sessions[name] = section
      case ("services", let name?) where parts.count == 2: services[name] = section
      default: continue
      }
    }
    // What stands in the credentials file stands above the config file.
    for (name, section) in try Self.sections(of: secrets, home, named[1] != nil) {
      profiles[name, default: .init()].join(section)
    }
  }

  func profile(_ name: String) -> Section? { profiles[name] }
  func session(_ name: String) -> Section? { sessions[name] }
  func services(_ name: String) -> Section? { services[name] }

  private static func sections(
    of path: String, _ home: String, _ isNamed: Bool
  ) throws(AWSError) -> [(String, Section)] {
    try SmallFile.text(of: path, home: home, isNamed: isNamed).map { sections(in: $0) } ?? []
  }

  /// The sections of a text in their order.
  static func sections(in text: String) -> [(String, Section)] {
    var sections: [(name: String, values: Section)] = []
    var outer = ""
    for line in text.split(whereSeparator: \.isNewline) {
      let isNested = line.first == " " || line.first == "\t"
      let words = line.trimmed
      if words.isEmpty || words.hasPrefix("#") || words.hasPrefix(";") { continue }
      if !isNested, words.hasPrefix("["), let end = words.firstIndex(of: "]") {
        let name = words[words.index(after: words.startIndex)..<end]
        sections.append(
          (name.split(whereSeparator: \.isWhitespace).joined(separator: " "), .init()))
        outer = ""
        continue
      }
      guard !sections.isEmpty, let equals = words.firstIndex(of: "=") else { continue }
      let name = words[..<equals].trimmed.lowercased()
      var value = words[words.index(after: equals)...].trimmed
      // A remark begins with ` #` or ` ;`; within a value these letters stand for themselves.
      for mark in [" #", " ;"] {
        if let cut = value.firstRange(of: mark) { value = value[..<cut.lowerBound].trimmed }
      }
      if !isNested { outer = value.isEmpty ? name : "" }
      let whole = isNested && !outer.isEmpty ? "\(outer).\(name)" : name
      sections[sections.count - 1].values.set(whole, value)
    }
    return sections
  }
}
