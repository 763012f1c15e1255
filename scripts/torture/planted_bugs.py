"""Bugs that the torture must find: what is right in the sources, and what is wrong in its place.

Each is a row of (name, file, right text, wrong text). `{bug}` in the wrong text is the condition
that the bug is switched on. A right text that is not found exactly once is an error of this table.
"""

HEALER = "Sources/Healing/Healer.swift"
ANSWERS = "Sources/Healing/Healer+Answers.swift"
MOVE = "Sources/Healing/Move.swift"
TELLING = "Sources/Healing/Healer+Telling.swift"
JOURNAL = "Sources/Healing/SQLiteJournal.swift"
GATE = "Sources/Healing/Charge+Gate.swift"
GROUPS = "Sources/Healing/SQLiteJournal+Groups.swift"
PORT = "Sources/Healing/Journal.swift"
PAGES = "Sources/Healing/SQLiteJournal+Pages.swift"
WAKES = "Sources/Healing/SQLiteJournal+Wakes.swift"
ENGINE = "Sources/Decisions/Engine.swift"
ACTION = "Sources/Incidents/Action.swift"
CONSTRAINTS = "Sources/Configurations/Constraints/"

BUGS = [
    ("the claim is dropped: two handlers go on with one incident", HEALER,
     "      guard let claim = try await journal.claim(id) else { return .busy }",
     "      guard let claim = try await journal.claim(id) else { return .busy }\n"
     "      if {bug} { await claim.release() }"),
    ("the effect comes before its intent", HEALER,
     "    switch try await journal.commit(intent, of: incident, charging: charge, at: world.now()) {",
     "    if {bug} { _ = try? await world.perform(intent, notice: incident.notice) }\n"
     "    switch try await journal.commit(intent, of: incident, charging: charge, at: world.now()) {"),
    ("an ambiguous step is taken for one that did not happen", HEALER,
     "    case .unknown(let more): settlement = .unknown(reason: \"\\(reason); \\(more)\")",
     "    case .unknown(let more):\n"
     "      settlement =\n"
     "        {bug} ? .didNotHappen(reason: more) : .unknown(reason: \"\\(reason); \\(more)\")"),
    ("what was moved in part is on record as not moved", HEALER,
     "    case .didNotHappen where intent.canBePartial:",
     "    case .didNotHappen where !{bug} && intent.canBePartial:"),
    ("a lost answer is tried again without asking", HEALER,
     "      case .lost(let act, let reason):",
     "      case .lost(let act, let reason):\n"
     "        if {bug} { return try await perform(intent, of: incident, isRecovered: true) }"),
    ("recovery performs what it cannot tell of", HEALER,
     "    case .unknown(let reason):\n      return try await add(.settled(intent, .unknown(reason: reason)), incident)",
     "    case .unknown(let reason):\n"
     "      if {bug} { return try await perform(intent, of: incident, isRecovered: true) }\n"
     "      return try await add(.settled(intent, .unknown(reason: reason)), incident)"),
    ("recovery performs what is there already", HEALER,
     "    case .happened(let result):\n      return try await add(",
     "    case .happened where {bug}:\n"
     "      return try await perform(intent, of: incident, isRecovered: true)\n"
     "    case .happened(let result):\n      return try await add("),
    ("a limit lets one more through", GATE,
     "      if used + more > limit.atMost { return limit.id }",
     "      if ({bug} ? used : used + more) > limit.atMost { return limit.id }"),
    ("budgets are judged, and not taken with the intent", JOURNAL,
     "      if let charge, let gate = try self.gate(charge, of: incident.id, at: now) {",
     "      if !{bug}, let charge, let gate = try self.gate(charge, of: incident.id, at: now) {"),
    ("what was used is not written down", JOURNAL,
     "      if let charge { try self.record(charge, intent, incident.id, at: now) }",
     "      if !{bug}, let charge { try self.record(charge, intent, incident.id, at: now) }"),
    ("a window of a limit is too short", JOURNAL,
     "        SELECT \\(amount) FROM charges\n"
     "        WHERE scope = ? AND name = ? AND at > ? AND NOT (incident = ? AND attempt = ?)\n"
     "        \"\"\",\n        [\n"
     "          .text(kind), .text(name), .real((now - limit.window).epochSeconds),",
     "        SELECT \\(amount) FROM charges\n"
     "        WHERE scope = ? AND name = ? AND at > ? AND NOT (incident = ? AND attempt = ?)\n"
     "        \"\"\",\n        [\n"
     "          .text(kind), .text(name),\n"
     "          .real((now - ({bug} ? .seconds(60) : limit.window)).epochSeconds),"),
    ("a budget is of each incident, not shared", JOURNAL,
     "        try self.used(limit, by: charge.subject, besides: nil, at: now)",
     "        {bug} ? min(try self.used(limit, by: charge.subject, besides: nil, at: now), 1)\n"
     "          : try self.used(limit, by: charge.subject, besides: nil, at: now)"),
    ("an entry that could not be written is taken for written", HEALER,
     "    let added = try await journal.add(happening, to: incident, at: world.now())",
     "    var added = incident\n"
     "    do {\n"
     "      added = try await journal.add(happening, to: incident, at: world.now())\n"
     "    } catch {\n"
     "      guard {bug} else { throw error }\n"
     "      added.add(\n"
     "        JournalEntry(\n"
     "          sequence: incident.version + 1, at: world.now(), happening: happening))\n"
     "    }"),
    ("an intent that could not be committed is carried out", HEALER,
     "    switch try await journal.commit(intent, of: incident, charging: charge, at: world.now()) {\n"
     "    case .committed(let committed):",
     "    let answer: CommitAnswer\n"
     "    do {\n"
     "      answer = try await journal.commit(intent, of: incident, charging: charge, at: world.now())\n"
     "    } catch {\n"
     "      guard {bug} else { throw error }\n"
     "      answer = .committed(incident)\n"
     "    }\n"
     "    switch answer {\n"
     "    case .committed(let committed):"),
    ("the kill switch counts as off where it cannot be read", CONSTRAINTS + "KillSwitchConstraint.swift",
     "    case .unreadable(let reason):",
     "    case .unreadable where {bug}: silent(.kill, \"off\")\n"
     "    case .unreadable(let reason):"),
    ("the kill switch is read when it is decided, and not before the first step", HEALER,
     "age < .seconds(60), await killSwitch() == .off { return nil }",
     "age < .seconds(60) {\n"
     "      if {bug} { return nil }\n"
     "      if await killSwitch() == .off { return nil }\n"
     "    }"),
    ("taking back goes on though everything is stopped", HEALER,
     "    if intent.isUndo {\n      switch",
     "    if intent.isUndo {\n      if {bug} { return nil }\n      switch"),
    ("recovery does not look at the kill switch", HEALER,
     "        let refusal = try await refusal(of: intent, in: attempt, of: incident)\n      else {",
     "        !{bug}, let refusal = try await refusal(of: intent, in: attempt, of: incident)\n"
     "      else {"),
    ("an approval serves for whatever comes", ENGINE,
     "      if let approval, approval.subject == subject {",
     "      if let approval, {bug} || approval.subject == subject {"),
    ("an approval serves twice", ANSWERS,
     "    guard let attempt, let answer = attempt.answer, answer.isApproval,\n"
     "      let asked = attempt.decision.asked,",
     "    let given = {bug} ? attempts.last { $0.answer != nil } : attempt\n"
     "    guard let attempt = given, let answer = attempt.answer, answer.isApproval,\n"
     "      let asked = attempt.decision.asked,"),
    ("anybody may approve", ANSWERS,
     "    guard approvers.contains(where: { NamePattern($0).matches(person) }) else {",
     "    guard {bug} || approvers.contains(where: { NamePattern($0).matches(person) }) else {"),
    ("taking back writes the version that is to be taken back", "Sources/Incidents/Reversal.swift",
     "      .restoreSchema(table: table, version: from, expecting: to)",
     "      .restoreSchema(table: table, version: {bug} ? to : from, expecting: to)"),
    ("what did not help stays", MOVE,
     "    guard decision.action.traits.canUndo else { return [] }",
     "    guard decision.action.traits.canUndo, !{bug} else { return [] }"),
    ("an escalation is given up when the first notice fails", MOVE,
     "    if failedNotices >= Self.maximumFailedNotices {",
     "    if failedNotices >= ({bug} ? 1 : Self.maximumFailedNotices) {"),
    ("the reason to escalate is forgotten when a notice fails", MOVE,
     "      forced: acting?.reasonToEscalate ?? attempts.compactMap(\\.reasonToEscalate).last)",
     "      forced: {bug}\n"
     "        ? attempt.reasonToEscalate\n"
     "        : acting?.reasonToEscalate ?? attempts.compactMap(\\.reasonToEscalate).last)"),
    ("locks are never given back", JOURNAL,
     "      if added.end != nil || added.attempt?.abandonment != nil {",
     "      if !{bug}, added.end != nil || added.attempt?.abandonment != nil {"),
    ("locks are given back as soon as a step is settled", JOURNAL,
     "      let added = try self.append(happening, to: incident, at: now)",
     "      let added = try self.append(happening, to: incident, at: now)\n"
     "      if {bug}, added.attempt?.pending == nil {\n"
     "        try self.write(\n"
     "          \"the locks\", \"DELETE FROM locks WHERE incident = ?\", [.text(incident.id)])\n"
     "      }"),
    ("locks are asked for, and not taken", JOURNAL,
     "      for target in intent.step.targets { try self.lock(target, for: incident.id) }",
     "      if !{bug} { for target in intent.step.targets { try self.lock(target, for: incident.id) } }"),
    ("a run locks nothing", ACTION,
     "    case .runJob(let job, _, _), .resetBookmark(let job): [\"job:\\(job)\"]",
     "    case .runJob where {bug}: []\n"
     "    case .runJob(let job, _, _), .resetBookmark(let job): [\"job:\\(job)\"]"),
    ("nobody verifies", MOVE,
     "    guard let verification = attempt.verification else {",
     "    if {bug}, attempt.verification == nil { return .end(.resolved, reason: \"done\") }\n"
     "    guard let verification = attempt.verification else {"),
    ("unknown counts as verified", "Sources/Incidents/Verification.swift",
     "!checks.isEmpty && checks.allSatisfy { $0.answer == .holds }",
     "!checks.isEmpty && checks.allSatisfy { $0.answer == .holds || ({bug} && $0.answer == .unknown) }"),
    ("the failed run of a healing is taken for another failure", HEALER,
     "    let marker = run.arguments.value?[attemptArgument] ?? \"\"",
     "    let marker = {bug} ? \"\" : run.arguments.value?[attemptArgument] ?? \"\""),
    ("an incident knows its run only by the record", HEALER,
     "    startedRuns.contains(run) || attempt?.pending?.intent.marker == marker",
     "    startedRuns.contains(run) || (!{bug} && attempt?.pending?.intent.marker == marker)"),
    ("an event is believed, and the run not read", HEALER,
     "    guard state.isFailure else {",
     "    guard {bug} || state.isFailure else {"),
    ("an event of another account is taken in", HEALER,
     "    guard event.account == identity.account, event.region == identity.region else {",
     "    guard {bug} || event.account == identity.account, event.region == identity.region else {"),
    ("two deliveries of one event are two incidents", "Sources/Incidents/Event.swift",
     "    [account, region, job, run].map {",
     "    ([account, region, job, run] + ({bug} ? [id] : [])).map {"),
    ("attempts have no bound", "Sources/Incidents/Incident.swift",
     "  public var performedActions: Int { attempts.count { $0.hadEffect } }",
     "  public var performedActions: Int { {bug} ? 0 : attempts.count { $0.hadEffect } }"),
    ("a wait is not waited for", MOVE,
     "      return .pause(record.intent, until: record.intendedAt + span)",
     "      return .pause(record.intent, until: record.intendedAt + ({bug} ? .zero : span))"),
    ("a later step is judged at the time of its decision", ENGINE,
     "action: action.name, traits: action.traits, environment: evidence.environment, now: now,",
     "action: action.name, traits: action.traits, environment: evidence.environment,\n"
     "        now: {bug} ? decision.at : now,"),
    ("what is unknown denies nothing", "Sources/Configurations/Safety.swift",
     "    case .unknown(let fields):\n      Ruling(",
     "    case .unknown where {bug}: silent(kind, \"does not apply\")\n"
     "    case .unknown(let fields):\n      Ruling("),
    ("it goes on where taking back failed", MOVE,
     "    if undoSteps.contains(where: { $0.didNotHappen }) { return failedStep }",
     "    if !{bug}, undoSteps.contains(where: { $0.didNotHappen }) { return failedStep }"),
    ("it goes on though a run published what is doubtful", MOVE,
     "    if let verification, !verification.isVerified, runEnd?.state == .succeeded {",
     "    if !{bug}, let verification, !verification.isVerified, runEnd?.state == .succeeded {"),
    ("a run that hangs is left to itself", MOVE,
     "    if let verification, !verification.isVerified, let run = openRun {",
     "    if !{bug}, let verification, !verification.isVerified, let run = openRun {"),
    ("the chain of the journal lacks what is settled", JOURNAL,
     "    let head = try head()\n    try write(",
     "    let head = try head()\n"
     "    if {bug}, case .settled = entry.happening { return }\n    try write("),
    ("a budget is given back though the step may have happened", GROUPS,
     "    if attempt.isProvenIdle {",
     "    if {bug} || attempt.isProvenIdle {"),
    ("a group is healed all at once", GROUPS,
     "    return others.count >= allowed ? others.first?.first?.text : nil",
     "    return !{bug} && others.count >= allowed ? others.first?.first?.text : nil"),
    ("failures of a group are counted where it is judged, and not where it is committed", GATE,
     "    if let breaker = groups.breaker, used[Groups.breakerID] ?? 0 >= Double(breaker.count) {",
     "    if !{bug}, let breaker = groups.breaker,\n"
     "      used[Groups.breakerID] ?? 0 >= Double(breaker.count)\n    {"),
    ("what failed counts for its group as if nothing had been done", GROUPS,
     "    return hadEffect && isTried ? \"failed\" : \"none\"",
     "    return hadEffect && isTried && !{bug} ? \"failed\" : \"none\""),
    ("the same heal is done again and again", GROUPS,
     "    if abandonment == nil, incident.end?.outcome == .resolved { return \"healed\" }",
     "    if !{bug}, abandonment == nil, incident.end?.outcome == .resolved { return \"healed\" }"),
    ("pages have no bound", PORT,
     "    return sent < groups.pages.count - 1 ? .send : .capped",
     "    return sent < ({bug} ? Int.max : groups.pages.count - 1) ? .send : .capped"),
    ("a roundup that was not sent is forgotten", PAGES,
     "        \"UPDATE pages SET answer = 'capped', covered_by = '' WHERE answer = 'listed' \"",
     "        \"UPDATE pages SET answer = '\\({bug} ? \"listed\" : \"capped\")', covered_by = ''\"\n"
     "          + \" WHERE answer = 'listed' \""),
    ("an incident that waits is never looked at again", WAKES,
     "          .text(incident), .real(instant.epochSeconds), member.map",
     "          .text(incident),\n"
     "          .real(({bug} ? instant + .seconds(86_400 * 3650) : instant).epochSeconds), member.map"),
    ("who must be asked is not asked", CONSTRAINTS + "AuthorityConstraint.swift",
     "    if ask.contains(proposal.action) {",
     "    if !{bug}, ask.contains(proposal.action) {"),
]
