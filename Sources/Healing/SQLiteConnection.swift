internal import CSQLite

/// One open database: statements in, rows out. Only `SQLiteJournal` has one, inside of its actor.
final class SQLiteConnection {
  private let handle: OpaquePointer
  private var statements: [String: OpaquePointer] = [:]

  /// How a call failed: SQLite's own code and words.
  struct Failure: Error {
    let code: Int32
    let message: String

    var isConstraint: Bool { code & 0xFF == SQLITE_CONSTRAINT }
  }

  /// A value that goes in or comes out.
  enum Binding {
    case text(String)
    case integer(Int64)
    case real(Double)
    case null
  }

  init(path: String) throws(Failure) {
    var opened: OpaquePointer?
    let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX
    let code = sqlite3_open_v2(path, &opened, flags, nil)
    guard let opened else { throw Failure(code: code, message: "out of memory") }
    guard code == SQLITE_OK else {
      let failure = Failure(code: code, message: String(cString: sqlite3_errmsg(opened)))
      sqlite3_close_v2(opened)
      throw failure
    }
    handle = opened
    sqlite3_extended_result_codes(handle, 1)
    sqlite3_busy_timeout(handle, 5000)
  }

  deinit {
    for statement in statements.values { sqlite3_finalize(statement) }
    sqlite3_close_v2(handle)
  }

  /// Runs a script of statements without values.
  func execute(_ script: String) throws(Failure) {
    guard sqlite3_exec(handle, script, nil, nil, nil) == SQLITE_OK else { throw failure }
  }

  /// Runs a statement, and gives its rows.
  @discardableResult
  func rows(_ sql: String, _ bindings: [Binding] = []) throws(Failure) -> [[Binding]] {
    let statement = try prepared(sql)
    defer {
      sqlite3_reset(statement)
      sqlite3_clear_bindings(statement)
    }
    for (index, binding) in bindings.enumerated() {
      try bind(binding, to: statement, at: Int32(index + 1))
    }
    var rows: [[Binding]] = []
    while true {
      switch sqlite3_step(statement) {
      case SQLITE_ROW:
        rows.append((0..<sqlite3_column_count(statement)).map { Self.column($0, of: statement) })
      case SQLITE_DONE: return rows
      default: throw failure
      }
    }
  }

  private var failure: Failure {
    Failure(
      code: sqlite3_extended_errcode(handle), message: String(cString: sqlite3_errmsg(handle)))
  }

  private func prepared(_ sql: String) throws(Failure) -> OpaquePointer {
    if let known = statements[sql] { return known }
    var made: OpaquePointer?
    guard sqlite3_prepare_v2(handle, sql, -1, &made, nil) == SQLITE_OK, let made else {
      throw failure
    }
    statements[sql] = made
    return made
  }

  private func bind(
    _ binding: Binding, to statement: OpaquePointer, at index: Int32
  ) throws(Failure) {
    let code: Int32
    switch binding {
    case .text(let text):
      // SQLite copies the text before the call returns (SQLITE_TRANSIENT, which C spells as -1).
      let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
      let bytes = Array(text.utf8)
      code = bytes.withUnsafeBytes { buffer in
        sqlite3_bind_text64(
          statement, index, buffer.baseAddress?.assumingMemoryBound(to: CChar.self) ?? empty,
          sqlite3_uint64(bytes.count), transient, UInt8(SQLITE_UTF8))
      }
    case .integer(let number): code = sqlite3_bind_int64(statement, index, number)
    case .real(let number): code = sqlite3_bind_double(statement, index, number)
    case .null: code = sqlite3_bind_null(statement, index)
    }
    guard code == SQLITE_OK else { throw failure }
  }

  /// What stands for an empty text: a null pointer would be bound as NULL.
  private var empty: UnsafePointer<CChar>? { sqlite3_libversion() }

  private static func column(_ index: Int32, of statement: OpaquePointer) -> Binding {
    switch sqlite3_column_type(statement, index) {
    case SQLITE_INTEGER: return .integer(sqlite3_column_int64(statement, index))
    case SQLITE_FLOAT: return .real(sqlite3_column_double(statement, index))
    case SQLITE_TEXT:
      let count = Int(sqlite3_column_bytes(statement, index))
      guard let start = sqlite3_column_text(statement, index) else { return .text("") }
      return .text(String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self))
    default: return .null
    }
  }
}

extension SQLiteConnection.Binding {
  var text: String? { if case .text(let text) = self { text } else { nil } }

  var integer: Int64? { if case .integer(let number) = self { number } else { nil } }

  var real: Double? {
    switch self {
    case .real(let number): number
    case .integer(let number): Double(number)
    case .text, .null: nil
    }
  }
}
