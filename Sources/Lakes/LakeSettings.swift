internal import Configurations
internal import Documents
internal import Healing

/// What `lake.yaml` says of a lake.
public struct LakeSettings: Sendable, Hashable {
  public let environment: String
  public let account: String
  public let region: String
  /// Whether time stands in the file `clock` and passes only when somebody waits.
  public let isClockVirtual: Bool

  /// The kinds of clock.
  private enum ClockKind: String, CaseIterable {
    case real, virtual
  }

  /// The header of the file.
  private enum Header: String, CaseIterable {
    case lake = "lake/v1"
  }

  init(folder: String) throws(LakeError) {
    let path = folder + "/lake.yaml"
    let bytes: [UInt8]?
    do { bytes = try WholeFile.bytes(path) } catch { throw .badSettings([error.description]) }
    guard let bytes else { throw .noLake(folder: folder) }
    let source = SourceFile(path: path, bytes: bytes)
    let parsed = DocumentParser.parse(source)
    var diagnostics = parsed.diagnostics
    var settings: LakeSettings?
    if let root = parsed.value?.root {
      var fields = FieldReader(root, subject: "a lake", scope: .evidence)
      settings = Self.read(&fields)
      diagnostics += fields.finish()
    }
    guard let settings, !diagnostics.contains(where: { $0.severity == .error }) else {
      let renderer = DiagnosticRenderer(sources: [source], color: false)
      throw .badSettings(diagnostics.map { renderer.text($0) })
    }
    self = settings
  }

  private static func read(_ fields: inout FieldReader) -> LakeSettings? {
    _ = fields.required("kintsugi") == nil ? nil : fields.word("kintsugi", of: Header.self)
    let environment = fields.text("env")
    let account = fields.text("account")
    let region = fields.text("region")
    let clock = fields.word("clock", of: ClockKind.self) ?? .real
    guard let environment, let account, let region else { return nil }
    return LakeSettings(
      environment: environment, account: account, region: region,
      isClockVirtual: clock == .virtual)
  }

  private init(environment: String, account: String, region: String, isClockVirtual: Bool) {
    self.environment = environment
    self.account = account
    self.region = region
    self.isClockVirtual = isClockVirtual
  }
}
