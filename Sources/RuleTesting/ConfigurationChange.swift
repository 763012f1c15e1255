internal import Configurations
internal import Decisions
public import Documents

/// What is otherwise since an earlier state of the files, and which cases that may turn round.
///
/// Every case whose own file or evidence is another; every case where the project or an overlay is,
/// or the earlier state cannot be read; those that look at what the policy or safety say, where
/// that is another; and those that name a rule that is another, or in which one says another thing.
public struct ConfigurationChange: Sendable {
  /// Whether so much is another that every case is concerned.
  public let concernsAll: Bool
  public let isPolicyChanged: Bool
  public let isSafetyChanged: Bool
  /// The ids of rules that are another, new or gone.
  public let rules: Set<String>
  private let old: EnvironmentEngines?
  /// Whether a file, or something below a folder, is another.
  private let isChanged: @Sendable (String) -> Bool

  /// Compares the files of two states; `isChanged` is asked about tests and evidence.
  public init(
    from earlier: [SourceFile], to files: [SourceFile],
    isChanged: @escaping @Sendable (String) -> Bool
  ) {
    self.isChanged = isChanged
    let before = ConfigurationLoader.read(earlier)
    let now = ConfigurationLoader.read(files)
    func differs(_ kind: ConfigurationLoader.Kind) -> Bool {
      Self.texts(before.documents[kind]) != Self.texts(now.documents[kind])
    }
    isPolicyChanged = differs(.policy)
    isSafetyChanged = differs(.safety)
    let (old, new) = (Self.rules(of: before), Self.rules(of: now))
    rules = Set(Set(old.keys).union(new.keys).filter { old[$0] != new[$0] })
    concernsAll = before.configuration == nil || differs(.project) || differs(.overlay)
    self.old = before.configuration.map { EnvironmentEngines(Engine($0)) }
  }

  /// What is another and decides, in words; empty where nothing is.
  public var words: [String] {
    (concernsAll ? ["the project or an overlay"] : []) + (isPolicyChanged ? ["the policy"] : [])
      + (isSafetyChanged ? ["safety"] : []) + rules.sorted().map { "rule `\($0)`" }
  }

  /// Whether any case of a file can be concerned, as far as that shows without its evidence.
  func concerns(_ file: RuleTestFile, in folder: String) -> Bool {
    !words.isEmpty || isChanged(file.path)
      || file.fixtures.contains { $0.paths.contains { isChanged(folder + "/" + $0) } }
  }

  /// Whether the outcome of a case may be another.
  func concerns(_ one: PreparedCase, by engines: EnvironmentEngines) -> Bool {
    guard let old, !concernsAll, !isChanged(one.file), !one.fixture.paths.contains(where: isChanged)
    else { return true }
    for expectation in one.one.expectations {
      switch expectation.key {
      case .verdict, .because, .executes: if isSafetyChanged || isPolicyChanged { return true }
      case .chooses, .state: if isPolicyChanged { return true }
      case .fires, .noData, .rule:
        if expectation.wanted.contains(where: rules.contains) { return true }
      case .anomaly, .class: break
      }
    }
    if rules.isEmpty { return false }
    let before = old[one.environment].answers(on: one.evidence, at: one.now, asking: rules)
    let after = engines[one.environment].answers(on: one.evidence, at: one.now, asking: rules)
    return !rules.allSatisfy { after.isSame(as: before, for: $0) }
  }

  private static func texts(_ documents: [Document]?) -> [[UInt8]] {
    (documents ?? []).map(\.source.bytes)
  }

  /// The text that makes each rule: its own, and what the rules of its file share.
  private static func rules(of reading: ConfigurationReading) -> [String: [[UInt8]]] {
    var texts: [String: [[UInt8]]] = [:]
    for document in reading.documents[.rules] ?? [] {
      let bytes = document.source.bytes
      guard case .sequence(let items)? = document.root["rules"]?.content else { continue }
      let own = items.compactMap { item -> (id: String, range: Range<Int>)? in
        guard case .scalar(let id)? = item["id"]?.content else { return nil }
        return (id.text, item.span.start.offset..<item.span.end.offset)
      }
      var shared: [UInt8] = []
      var end = 0
      for rule in own {
        shared += bytes[end..<rule.range.lowerBound]
        end = rule.range.upperBound
      }
      shared += bytes[end...]
      for rule in own { texts[rule.id] = [shared, Array(bytes[rule.range])] }
    }
    return texts
  }
}
