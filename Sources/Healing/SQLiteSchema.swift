/// The tables of the journal. A new version adds a migration; it never edits an old one.
enum SQLiteSchema {
  static let version: Int64 = 5

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

  /// What is to be looked at and when, how groups go, who was told, and what was refused.
  ///
  /// All of it follows from the entries or is about nobody's incident, so none of it is chained.
  static let loop = """
    CREATE TABLE IF NOT EXISTS wakes(
      incident TEXT PRIMARY KEY, at REAL NOT NULL, held TEXT) WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS wakes_by_time ON wakes(at);
    CREATE INDEX IF NOT EXISTS wakes_by_group ON wakes(held);
    CREATE TABLE IF NOT EXISTS members(
      incident TEXT NOT NULL, attempt INTEGER NOT NULL, env TEXT NOT NULL, signature TEXT NOT NULL,
      job TEXT NOT NULL, ended_at REAL, result TEXT, PRIMARY KEY (incident, attempt)) WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS members_by_group ON members(env, signature, ended_at);
    CREATE INDEX IF NOT EXISTS members_by_job ON members(job, ended_at);
    ALTER TABLE charges ADD COLUMN rows REAL NOT NULL DEFAULT 0;
    CREATE TABLE IF NOT EXISTS changes(
      incident TEXT NOT NULL, attempt INTEGER NOT NULL, scope TEXT NOT NULL, name TEXT NOT NULL,
      at REAL NOT NULL, changed TEXT NOT NULL,
      PRIMARY KEY (scope, name, at, changed, incident, attempt)) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS pages(
      marker TEXT PRIMARY KEY, incident TEXT NOT NULL, topic TEXT NOT NULL, owner TEXT NOT NULL,
      at REAL NOT NULL, answer TEXT NOT NULL, covered_by TEXT NOT NULL) WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS pages_by_topic ON pages(topic, owner, at);
    CREATE INDEX IF NOT EXISTS pages_by_answer ON pages(answer, at);
    CREATE TABLE IF NOT EXISTS refusals(
      event TEXT NOT NULL, reason TEXT NOT NULL, first_at REAL NOT NULL, last_at REAL NOT NULL,
      count INTEGER NOT NULL, PRIMARY KEY (event, reason)) WITHOUT ROWID;
    INSERT OR IGNORE INTO wakes(incident, at) SELECT id, 0 FROM incidents;
    """

  /// The files of the configurations that incidents were opened under.
  static let configurations = """
    CREATE TABLE IF NOT EXISTS configurations(
      fingerprint TEXT NOT NULL, place INTEGER NOT NULL, path TEXT NOT NULL, text TEXT NOT NULL,
      PRIMARY KEY (fingerprint, place)) WITHOUT ROWID;
    """

  /// The batches of tables that are kept, of which the figures are a line each.
  static let batches = """
    CREATE TABLE IF NOT EXISTS batches(
      of_table TEXT NOT NULL, name TEXT NOT NULL, kept_at TEXT NOT NULL, standing TEXT NOT NULL,
      who TEXT NOT NULL, reason TEXT NOT NULL, rows INTEGER NOT NULL, content TEXT NOT NULL,
      line TEXT NOT NULL, PRIMARY KEY (of_table, name));
    """
}
