internal import Configurations
internal import Decisions
internal import Documents
internal import Healing
internal import Learning

/// The configurations that a site's incidents were opened under, as its journal has them.
actor SiteShelf: ConfigurationShelf {
  private let site: Site
  private let journal: any Journal
  private var isKept = false
  /// What was looked for before; `nil` within where it could not be had.
  private var settings: [String: Setting?] = [:]

  init(_ site: Site, _ journal: any Journal) {
    self.site = site
    self.journal = journal
  }

  func keep() async throws(JournalError) {
    if isKept { return }
    try await journal.keep(site.keptConfiguration)
    isKept = true
  }

  func setting(of fingerprint: String) async throws(JournalError) -> Setting? {
    if let known = settings[fingerprint] { return known }
    let kept = try await journal.configuration(fingerprint)
    let setting = kept.flatMap { site.setting(under: $0) }
    settings[fingerprint] = .some(setting)
    return setting
  }
}

extension Site {
  /// The running configuration, for the journal.
  fileprivate var keptConfiguration: KeptConfiguration {
    let head = project.place(of: "")
    return KeptConfiguration(
      fingerprint: configuration.fingerprint,
      files: files.map { file in
        let path = file.path.hasPrefix(head) ? String(file.path.dropFirst(head.count)) : file.path
        return .init(path: path, text: String(decoding: file.bytes, as: UTF8.self))
      })
  }

  /// What decides here under a kept configuration; what was learned is the newest.
  fileprivate func setting(under kept: KeptConfiguration) -> Setting? {
    let files = kept.files.map { SourceFile(path: $0.path, bytes: Array($0.text.utf8)) }
    let own = ConfigurationLoader.read(files).configuration?.effective(in: environment)
    guard let own, own.fingerprint == kept.fingerprint else { return nil }
    let learned = try? LearnedValues.file(at: project.place(of: LearnedValues.path))
    let values = learned?.values(for: own.policy).values ?? .none
    return Setting(engine: Engine(own, values: values), world: world.knowing(own.project))
  }
}
