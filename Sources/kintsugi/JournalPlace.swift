internal import AWS
internal import Clouds
internal import Configurations
internal import Healing

/// Where a journal is: a file, or a table of DynamoDB.
struct JournalPlace: Sendable {
  private enum Place: Sendable {
    case file(String)
    case table(String)
  }

  private let place: Place
  private let client: AWSClient?

  /// The journal that a configuration names, a file relative to a folder.
  init(_ journal: Project.JournalPlace, below folder: String, client: AWSClient?) {
    switch journal {
    case .sqlite(let path): place = .file(path.hasPrefix("/") ? path : folder + "/" + path)
    case .dynamoDB(let table): place = .table(table)
    }
    self.client = client
  }

  /// The journal that somebody named: a path, or `dynamodb:TABLE`.
  init(named text: String) {
    let head = "dynamodb:"
    place = text.hasPrefix(head) ? .table(String(text.dropFirst(head.count))) : .file(text)
    client = nil
  }

  /// The journal that a command line names, else that of the site or the project.
  static func find(
    _ named: String?, _ site: SiteName?, _ project: ProjectFolder
  ) throws(LoadFailure) -> JournalPlace {
    if let named { return JournalPlace(named: named) }
    let folder: String
    if case .lake(let lake)? = site { folder = lake } else { folder = project.path }
    return JournalPlace(try project.configuration().project.journal, below: folder, client: nil)
  }

  /// Where the key of redaction lies beside a file; empty for a table.
  var path: String {
    switch place {
    case .file(let path): path
    case .table: ""
    }
  }

  /// Opens the journal; a file is made where there is none.
  func open() async throws(LoadFailure) -> any Journal {
    do throws(JournalError) {
      switch place {
      case .file(let path): return try SQLiteJournal(path: path)
      case .table(let table): return try await self.table(table)
      }
    } catch {
      throw .world(error.description)
    }
  }

  /// Opens a journal that is there already; `nil` where none is, and none is made.
  func openIfThere() async throws(LoadFailure) -> (any Journal)? {
    switch place {
    case .file(let path): return FolderListing.exists(path) ? try await open() : nil
    case .table(let name):
      let table = try client(of: name)
      do throws(JournalError) {
        return try await DynamoDBJournal.isThere(in: table) ? try await DynamoDBJournal(table) : nil
      } catch {
        throw .world(error.description)
      }
    }
  }

  /// Opens a journal that is there already.
  func openExisting() async throws(LoadFailure) -> any Journal {
    if case .file(let path) = place, !FolderListing.exists(path) {
      throw .message("there is no journal \(path)")
    }
    return try await open()
  }

  /// Makes a table that is not there, for whoever may; `false` where it is there, or they may not.
  ///
  /// The role of a function may not: a name that is mistyped there is an error, no empty journal.
  private static func make(_ table: DynamoDBClient) async throws(JournalError) -> Bool {
    do throws(AWSError) {
      _ = try await table.status()
      return false
    } catch {
      guard error.isMissing, (try? await table.create()) != nil else { return false }
    }
    for _ in 0..<60 {
      if (try? await table.status()) == "ACTIVE" {
        Terminal.err("kintsugi: there was no table \(table.table); it was made for the journal\n")
        return true
      }
      try? await Task.sleep(for: .seconds(1))
    }
    return false
  }

  private func client(of table: String) throws(LoadFailure) -> DynamoDBClient {
    if let client { return DynamoDBClient(table: table, calls: client) }
    return DynamoDBClient(table: table, calls: try AWSAccess.client())
  }

  private func table(_ name: String) async throws(JournalError) -> any Journal {
    let table: DynamoDBClient
    do throws(LoadFailure) { table = try client(of: name) } catch {
      throw .cannotOpen(path: "dynamodb:\(name)", reason: error.words)
    }
    do throws(JournalError) { return try await DynamoDBJournal(table) } catch {
      guard try await Self.make(table) else { throw error }
      return try await DynamoDBJournal(table)
    }
  }
}
