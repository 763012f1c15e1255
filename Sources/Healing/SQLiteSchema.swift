/// The tables of the journal. A new version adds a migration; it never edits an old one.
enum SQLiteSchema {
  static let version: Int64 = 2

  static let first = """
    CREATE TABLE IF NOT EXISTS incidents(
      id TEXT PRIMARY KEY, key TEXT NOT NULL UNIQUE, opened_at REAL NOT NULL) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS entries(
      incident TEXT NOT NULL REFERENCES incidents(id), sequence INTEGER NOT NULL,
      body TEXT NOT NULL, digest TEXT NOT NULL, PRIMARY KEY (incident, sequence)) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS charges(
      incident TEXT NOT NULL, attempt INTEGER NOT NULL, scope TEXT NOT NULL, name TEXT NOT NULL,
      at REAL NOT NULL, action TEXT NOT NULL, dpu_hours REAL NOT NULL,
      PRIMARY KEY (incident, attempt, scope, name)) WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS charges_by_scope ON charges(scope, name, at);
    CREATE TABLE IF NOT EXISTS locks(target TEXT PRIMARY KEY, incident TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS stops(
      id INTEGER PRIMARY KEY, started_at REAL NOT NULL, ended_at REAL, reason TEXT NOT NULL);
    """

  /// One chain over the entries of all incidents, in the order in which they were written.
  static let chain = """
    CREATE TABLE IF NOT EXISTS chain(
      place INTEGER PRIMARY KEY, incident TEXT NOT NULL, sequence INTEGER NOT NULL,
      head TEXT NOT NULL);
    ALTER TABLE stops ADD COLUMN ended_by TEXT;
    """
}
