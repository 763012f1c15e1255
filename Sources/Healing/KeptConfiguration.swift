public import Decisions

/// The files of a configuration as a journal keeps them: an incident goes on with those that it was
/// opened under.
public struct KeptConfiguration: Sendable, Hashable {
  /// What the journal calls it: the fingerprint that it has in the site's environment.
  public let fingerprint: String
  /// In the order in which they are read.
  public let files: [File]

  public init(fingerprint: String, files: [File]) {
    self.fingerprint = fingerprint
    self.files = files
  }

  /// One file, by its path below the project.
  public struct File: Sendable, Hashable, Codable {
    public let path: String
    public let text: String

    public init(path: String, text: String) {
      self.path = path
      self.text = text
    }
  }
}

/// Where the configurations are that incidents were opened under.
public protocol ConfigurationShelf: Sendable {
  /// Makes sure that the running configuration can be had again.
  func keep() async throws(JournalError)
  /// What decides under a kept configuration, and the world as that one knows it; `nil` where there
  /// is none, or where this program cannot read it.
  func setting(of fingerprint: String) async throws(JournalError) -> Setting?
}

/// What decides, and where.
public struct Setting: Sendable {
  public let engine: Engine
  public let world: any World

  public init(engine: Engine, world: any World) {
    self.engine = engine
    self.world = world
  }
}
