"""The named points at which the real program can be killed: before and after each durable step.

Each is a row of (file, right text, text with points). A point is a call of `crashPoint`, which
counts, and kills the process at the number that the environment chooses. A right text that is not
found exactly once is an error of this table.
"""

WRITING = "Sources/Healing/SQLiteJournal+Writing.swift"
HEALER = "Sources/Healing/Healer.swift"
FILE = "Sources/Lakes/LakeFile.swift"
OBJECTS = "Sources/Lakes/LakeObjects.swift"
JOBS = "Sources/Lakes/LakeJobs.swift"

POINTS = [
    (WRITING,
     '      try database.execute("BEGIN IMMEDIATE")',
     '      crashPoint("before a transaction")\n'
     '      try database.execute("BEGIN IMMEDIATE")\n'
     '      crashPoint("in a transaction")'),
    (WRITING,
     '      try database.execute("COMMIT")',
     '      crashPoint("before the commit")\n'
     '      try database.execute("COMMIT")\n'
     '      crashPoint("after the commit")'),
    (HEALER,
     "      result = try await world.perform(intent, notice: incident.notice)",
     '      crashPoint("before the effect")\n'
     "      result = try await world.perform(intent, notice: incident.notice)\n"
     '      crashPoint("after the effect")'),
    (HEALER,
     "    var evidence = try await evidence(of: incident, lazily: true)\n",
     '    var evidence = try await evidence(of: incident, lazily: true)\n'
     '    crashPoint("evidence read")\n'),
    (FILE,
     "    guard rename(temporary, path) == 0 else {",
     '    crashPoint("before a file is put in place")\n'
     '    defer { crashPoint("after a file was put in place") }\n'
     "    guard rename(temporary, path) == 0 else {"),
    (FILE,
     "    if link(temporary, path) == 0 { return true }",
     '    crashPoint("before a version is made")\n'
     '    defer { crashPoint("after a version was made") }\n'
     "    if link(temporary, path) == 0 { return true }"),
    (OBJECTS,
     "    guard Self.isSameFile(root + key, root + target) else {",
     '    crashPoint("an object is in both places")\n'
     "    guard Self.isSameFile(root + key, root + target) else {"),
    (OBJECTS,
     "    guard unlink(root + key) == 0 else {",
     '    defer { crashPoint("an object was moved") }\n'
     "    guard unlink(root + key) == 0 else {"),
    (JOBS,
     "    try LakeFile.write(run, to: place.record)",
     '    crashPoint("before a run is on record")\n'
     "    try LakeFile.write(run, to: place.record)\n"
     '    crashPoint("before a run is started")\n'
     '    defer { crashPoint("after a run was started") }'),
]
