internal import Conditions
internal import Configurations
internal import Documents
internal import Incidents

/// The negation of a claim in the language of SMT solvers (SMT-LIB 2.6): `unsat` where it holds.
///
/// Conditions of denials, of asks without a waiver and of claims are written out from their texts,
/// with numbers as numbers and lists as elements; what the other judges say is written down from
/// what they said of each class. So a solver looks at another picture of the same safety.
public struct SMTDocument: Sendable {
  /// The claim's name, with the environment where an overlay changes it.
  public let name: String
  public let text: String
}

extension Proof {
  /// A document for each claim and, where overlays differ, each environment of one.
  public func smtDocuments() -> [SMTDocument] {
    var budget = ProofBudget.full
    let spaces = spaces(&budget)
    return spaces.flatMap { space -> [SMTDocument] in
      guard space.tooLarge.isEmpty else { return [] }
      let suffix = spaces.count > 1 ? "." + space.ground.environments.joined(separator: "+") : ""
      return space.ground.claims.indices.map { index in
        var writer = SMTWriter(space)
        return SMTDocument(
          name: space.ground.claims[index].id + suffix, text: writer.document(ofClaim: index))
      }
        + [SMTWriter.Stop.denial, .halt].map { stop in
          var writer = SMTWriter(space)
          return SMTDocument(name: stop.rawValue + suffix, text: writer.document(of: stop))
        }
    }
  }
}

/// Writes one document.
struct SMTWriter {
  /// What is built in and can be said of one case alone.
  enum Stop: String {
    case denial = "deny-beats-all"
    case halt = "stops-leave-escalation"
  }

  let space: ProofSpace
  private var declarations: [String] = []
  private var declared: Set<String> = []
  private var assertions: [String] = []

  /// When something is true and when it is false; neither where it cannot be told.
  struct Truth {
    let holds: String
    let fails: String

    static let always = Truth(holds: "true", fails: "false")
    static let never = Truth(holds: "false", fails: "true")
    var turned: Truth { Truth(holds: fails, fails: holds) }
  }

  init(_ space: ProofSpace) { self.space = space }

  private var ground: ProofGround { space.ground }

  // MARK: Documents

  mutating func document(ofClaim index: Int) -> String {
    guard case .claim(_, let verdicts) = ground.claims[index].role else { return "" }
    let claim = ground.configuration.safety.claims[index]
    let meant = truth(ofText: claim.condition.text).holds
    let wanted = ["allow", "ask", "deny"].filter { word in
      !verdicts.contains { $0.rawValue == word }
    }
    return finished(claim.title, meant, "(or false \(wanted.joined(separator: " ")))")
  }

  mutating func document(of stop: Stop) -> String {
    let judges = space.tables.filter { table in
      guard case .constraint(let constraint, _, let isDenial) = table.speaker.role else {
        return false
      }
      switch stop {
      case .denial: return isDenial
      case .halt: return constraint is FreezeConstraint || table.speaker.uses[.killSwitch] != nil
      }
    }
    let spoken = judges.map { self.judge($0).deny }
    return finished(
      stop == .denial ? "What is denied stays denied" : "What is stopped stays stopped",
      "(and (not told) \(Self.any(spoken)))", "(not deny)")
  }

  private mutating func finished(_ title: String, _ meant: String, _ wrong: String) -> String {
    var denies: [String] = []
    var asks: [String] = []
    for table in space.tables {
      let judge = judge(table)
      denies.append(judge.deny)
      asks.append(judge.ask)
    }
    let told = classes(of: ground.action) { part in
      if case .action(let action) = part { action.traits.onlyNotifies } else { false }
    }
    return """
      ; \(Self.comment(title))
      ; Written by kintsugi prove --smt: unsat where the claim holds.
      (set-logic ALL)
      \(declarations.joined(separator: "\n"))
      \(assertions.map { "(assert \($0))" }.joined(separator: "\n"))
      (define-fun told () Bool \(told))
      (define-fun deny () Bool (and (not told) \(Self.any(denies))))
      (define-fun ask () Bool (and (not told) (not deny) \(Self.any(asks))))
      (define-fun allow () Bool (and (not deny) (not ask)))
      (assert \(meant))
      (assert \(wrong))
      (check-sat)

      """
  }

  private static func comment(_ text: String) -> String {
    String(text.unicodeScalars.map { $0.isASCII && $0.value >= 32 ? Character($0) : "?" })
  }

  static func any(_ parts: [String]) -> String { "(or false \(parts.joined(separator: " ")))" }
  static func all(_ parts: [String]) -> String { "(and true \(parts.joined(separator: " ")))" }

  // MARK: Judges

  /// When a judge denies, and when it asks.
  private mutating func judge(_ table: AnswerTable) -> (deny: String, ask: String) {
    guard case .constraint(let constraint, _, let isDenial) = table.speaker.role,
      let condition = writtenCondition(of: constraint)
    else { return tabled(table) }
    let truth = truth(ofText: condition.text)
    let unjudged = "(and (not \(truth.holds)) (not \(truth.fails)))"
    return isDenial
      ? ("(or \(truth.holds) \(unjudged))", "false") : (unjudged, truth.holds)
  }

  /// The condition as its author wrote it, where it alone decides.
  private func writtenCondition(of constraint: any Constraint) -> Condition? {
    let isAlone = constraint.inputs.allSatisfy { if case .facts = $0 { true } else { false } }
    guard isAlone, constraint.writtenCondition != nil else { return nil }
    return ground.configuration.safety.constraints.first { $0.id == constraint.id }?
      .writtenCondition
  }

  /// What a judge said of each class, written down.
  private mutating func tabled(_ table: AnswerTable) -> (deny: String, ask: String) {
    var cases: [UInt8: [String]] = [:]
    for (assignment, answer) in table.cases where answer > 0 {
      let parts = assignment.map { factor, one in
        self.localClass(of: factor, like: one, for: table.speaker)
      }
      cases[answer, default: []].append(Self.all(parts))
    }
    return (
      Self.any(cases[Verdict.deny.strictness] ?? []), Self.any(cases[Verdict.ask.strictness] ?? [])
    )
  }

  private mutating func localClass(
    of factor: Int, like one: Int, for speaker: ProofSpeaker
  ) -> String {
    let locals = ground.localClasses(of: factor, for: speaker)
    let alike = locals.indices.filter { locals[$0] == locals[one] }
    return Self.any(alike.map { self.isClass($0, of: factor) })
  }

  // MARK: Factors

  /// A factor whose classes are numbered, as a whole number.
  private mutating func number(of factor: Int) -> String {
    let name = Self.symbol("class of " + ground.factors[factor].name)
    if declared.insert(name).inserted {
      declarations.append("(declare-const \(name) Int)")
      assertions.append("(and (<= 0 \(name)) (< \(name) \(ground.factors[factor].classes.count)))")
    }
    return name
  }

  private mutating func classes(of factor: Int, where isMeant: (CasePart) -> Bool) -> String {
    let name = number(of: factor)
    let meant = ground.factors[factor].classes.indices.filter {
      isMeant(ground.factors[factor].classes[$0].part)
    }
    return Self.any(meant.map { "(= \(name) \($0))" })
  }

  /// That a factor is in a class: its number, or for what conditions read the values of it.
  private mutating func isClass(_ one: Int, of factor: Int) -> String {
    guard case .reading(let reading) = ground.factors[factor].key,
      case .fact(_, let value) = ground.factors[factor].classes[one].part,
      reading.type == .double || reading.type == .int
    else { return "(= \(number(of: factor)) \(one))" }
    let variable = variable(of: reading, under: "")
    if case .unknown = value { return "(not \(variable.known))" }
    let cuts = ground.factors[factor].classes.compactMap { one -> Double? in
      if case .fact(_, let value) = one.part { value.number } else { nil }
    }.filter(\.isFinite).sorted()
    guard let number = value.number, number.isFinite, let place = cuts.firstIndex(of: number) else {
      return "false"
    }
    // Between the values on both sides, each of which is of another class.
    var parts = [variable.known]
    let isCut = isTested(number, by: reading)
    if isCut {
      parts.append("(= \(variable.name) \(Self.literal(number)))")
    } else {
      if place > 0 { parts.append("(< \(Self.literal(cuts[place - 1])) \(variable.name))") }
      if place + 1 < cuts.count {
        parts.append("(< \(variable.name) \(Self.literal(cuts[place + 1])))")
      }
    }
    return Self.all(parts)
  }

  private func isTested(_ number: Double, by reading: Outline.Reading) -> Bool {
    let speakers = ground.constraints + ground.claims
    let tests = speakers.flatMap { $0.uses[.reading(reading)] ?? [] }
    return number == 1
      || tests.contains { test in
        switch test {
        case .compared(_, let value): value.number == number
        case .oneOf(let values): values.contains { $0.number == number }
        case .isTrue, .holds: false
        }
      }
  }

  // MARK: Conditions

  private mutating func truth(ofText text: String) -> Truth {
    guard let outline = Outline.of(text, in: EvidenceScope.safety.schema) else {
      return free("condition " + text)
    }
    return truth(outline.formula, outline, under: "")
  }

  private mutating func truth(
    _ formula: Outline.Formula, _ outline: Outline, under element: String
  ) -> Truth {
    switch formula {
    case .constant(let flag): return flag ? .always : .never
    case .not(let part): return truth(part, outline, under: element).turned
    case .all(let parts):
      let truths = parts.map { self.truth($0, outline, under: element) }
      return Truth(holds: Self.all(truths.map(\.holds)), fails: Self.any(truths.map(\.fails)))
    case .any(let parts):
      let truths = parts.map { self.truth($0, outline, under: element) }
      return Truth(holds: Self.any(truths.map(\.holds)), fails: Self.all(truths.map(\.fails)))
    case .choice(let test, let first, let second):
      let (test, first, second) = (
        truth(test, outline, under: element), truth(first, outline, under: element),
        truth(second, outline, under: element)
      )
      return Truth(
        holds: "(or (and \(test.holds) \(first.holds)) (and \(test.fails) \(second.holds)))",
        fails: "(or (and \(test.holds) \(first.fails)) (and \(test.fails) \(second.fails)))")
    case .leaf(let index): return truth(outline.leaves[index], under: element)
    }
  }

  private mutating func truth(_ leaf: Outline.Leaf, under element: String) -> Truth {
    switch leaf.kind {
    case .free(_, isTimed: true): return classed(leaf, by: .time)
    case .free: return free(leaf.text)
    case .elements(let list, let isAll, let body): return loop(list, isAll, body)
    case .reading(let reading, let test):
      if element.isEmpty, let key = Self.numbered(reading) { return classed(leaf, by: key) }
      return self.test(test, of: reading, under: element, leaf)
    }
  }

  /// What is told by the number of a class alone.
  private static func numbered(_ reading: Outline.Reading) -> CaseFactor.Key? {
    switch (reading.path.first, reading.path.count) {
    case ("env", 1): .environment
    case ("now", 1): .time
    case ("action", _): .action
    case ("job", 2) where reading.path[1] == "name": .subject
    case ("anomaly", 2)
    where ["rule", "kind", "class", "severity", "cause"].contains(reading.path[1]):
      .anomaly
    default: nil
    }
  }

  /// A part that depends on one numbered factor: asked of each class.
  private mutating func classed(_ leaf: Outline.Leaf, by key: CaseFactor.Key) -> Truth {
    guard let factor = ground.index[key],
      let condition = Condition.compile(
        ConditionSource(text: leaf.text) { _ in .start(of: "proof") },
        schema: EvidenceScope.safety.schema
      ).value
    else { return free(leaf.text) }
    // `!=` is the opposite of a leaf that says `==`: the leaf's own text has the sign.
    let isTurned = Self.isTurned(leaf.text)
    let name = number(of: factor)
    var (holds, fails): ([String], [String]) = ([], [])
    for (index, one) in ground.factors[factor].classes.enumerated() {
      let facts = CaseDraft([one.part]).proposedCase(EvidenceScope.safety.schema).facts
      switch condition.evaluate(facts) {
      case .value(.bool(let flag)):
        if flag != isTurned {
          holds.append("(= \(name) \(index))")
        } else {
          fails.append("(= \(name) \(index))")
        }
      case .value, .unknown, .error: break
      }
    }
    return Truth(holds: Self.any(holds), fails: Self.any(fails))
  }

  private static func isTurned(_ text: String) -> Bool {
    guard let outline = Outline.of(text, in: EvidenceScope.safety.schema),
      case .not(.leaf) = outline.formula
    else { return false }
    return true
  }

  private mutating func free(_ text: String) -> Truth {
    let (holds, fails) = (Self.symbol("true: " + text), Self.symbol("false: " + text))
    if declared.insert(holds).inserted {
      declarations.append("(declare-const \(holds) Bool)")
      declarations.append("(declare-const \(fails) Bool)")
      assertions.append("(not (and \(holds) \(fails)))")
    }
    return Truth(holds: holds, fails: fails)
  }

  /// A loop over as many elements as there can be witnesses: two for each loop over the list.
  private mutating func loop(
    _ list: Outline.Reading, _ isAll: Bool, _ body: Outline
  ) -> Truth {
    let speakers = ground.constraints + ground.claims
    let count = 2 * speakers.reduce(0) { $0 + ($1.loops[list]?.count ?? 0) } + 1
    let known =
      ValueClasses.canBeUnknown(list) ? flag("known: " + list.text) : "true"
    var (holds, fails): ([String], [String]) = ([], [])
    for index in 0..<count {
      let element = "\(list.text)[\(index)]"
      let isThere = flag("there: " + element)
      let truth = truth(body.formula, body, under: element)
      let (own, other) = isAll ? (truth.fails, truth.holds) : (truth.holds, truth.fails)
      holds.append("(and \(isThere) \(own))")
      fails.append("(=> \(isThere) \(other))")
    }
    let found = "(and \(known) \(Self.any(holds)))"
    let none = "(and \(known) \(Self.all(fails)))"
    return isAll ? Truth(holds: none, fails: found) : Truth(holds: found, fails: none)
  }

  private mutating func flag(_ name: String) -> String {
    let symbol = Self.symbol(name)
    if declared.insert(symbol).inserted { declarations.append("(declare-const \(symbol) Bool)") }
    return symbol
  }

  private mutating func test(
    _ test: Outline.Test, of reading: Outline.Reading, under element: String, _ leaf: Outline.Leaf
  ) -> Truth {
    let place = placed(reading, under: element)
    let known = place.known
    func told(_ formula: String) -> Truth {
      Truth(holds: "(and \(known) \(formula))", fails: "(and \(known) (not \(formula)))")
    }
    switch test {
    case .isTrue: return told(flag("value: " + place.name))
    case .holds(let text): return told(flag("in \(place.name): " + text))
    case .compared(.equal, .string(let text)): return told(equals(text, reading, place.name))
    case .oneOf(let values):
      let texts = values.compactMap { if case .string(let text) = $0 { text } else { nil } }
      if texts.count == values.count, reading.type == .string {
        return told(Self.any(texts.map { self.equals($0, reading, place.name) }))
      }
      let numbers = values.compactMap(Self.numeral)
      guard numbers.count == values.count else { return free(element + leaf.text) }
      let name = numeric(reading, place.name)
      return told(Self.any(numbers.map { "(= \(name) \($0))" }))
    case .compared(.equal, .bool(let wanted)):
      let value = flag("value: " + place.name)
      return told(wanted ? value : "(not \(value))")
    case .compared(let relation, let value):
      guard reading.type != .string, let number = Self.numeral(value) else {
        return free(element + leaf.text)
      }
      return told("(\(Self.sign(relation)) \(numeric(reading, place.name)) \(number))")
    }
  }

  /// Where a reading stands: of an element, of `table` as the first of the tables, or by itself.
  private mutating func placed(
    _ reading: Outline.Reading, under element: String
  ) -> (name: String, known: String) {
    var place = element
    var own = reading
    var isThere = "true"
    if element.isEmpty, let tied = reading.ofElement, isTied(reading) {
      place = "tables[0]"
      own = tied
      isThere = flag("there: tables[0]")
    }
    let name = place.isEmpty ? own.text : place + "." + own.text
    let canBeUnknown = ValueClasses.canBeUnknown(own)
    let known = canBeUnknown ? flag("known: " + place + own.path.joined(separator: ".")) : "true"
    return (name, "(and \(isThere) \(known))")
  }

  private func isTied(_ reading: Outline.Reading) -> Bool {
    ground.index[.elements(.tables)] != nil && ground.index[.reading(reading)] == nil
  }

  private mutating func variable(
    of reading: Outline.Reading, under element: String
  ) -> (name: String, known: String) {
    let place = placed(reading, under: element)
    return (numeric(reading, place.name), place.known)
  }

  private mutating func numeric(_ reading: Outline.Reading, _ name: String) -> String {
    let symbol = Self.symbol("value: " + name)
    if declared.insert(symbol).inserted {
      let isWhole = reading.type != .double
      declarations.append("(declare-const \(symbol) \(isWhole ? "Int" : "Real"))")
      if let bounds = EvidenceRanges.known.bounds[reading.field] {
        if bounds.lowerBound.isFinite {
          assertions.append("(<= \(Self.literal(bounds.lowerBound)) \(symbol))")
        }
        if bounds.upperBound.isFinite {
          assertions.append("(<= \(symbol) \(Self.literal(bounds.upperBound)))")
        }
      }
    }
    return symbol
  }

  /// That a text is a literal: of each reading, one of them at most, and none where words are
  /// closed only if it is another word.
  private mutating func equals(
    _ text: String, _ reading: Outline.Reading, _ name: String
  ) -> String {
    let symbol = Self.symbol("text: " + name)
    let words = reading.key == nil ? EvidenceRanges.known.words[reading.field] : nil
    if declared.insert(symbol).inserted {
      declarations.append("(declare-const \(symbol) Int)")
      if let words { assertions.append("(and (<= 0 \(symbol)) (< \(symbol) \(words.count)))") }
    }
    if let words {
      return words.firstIndex(of: text).map { "(= \(symbol) \($0))" } ?? "false"
    }
    return "(= \(symbol) \(code(of: text)))"
  }

  private var codes: [String: Int] = [:]

  private mutating func code(of text: String) -> Int {
    if let code = codes[text] { return code }
    codes[text] = codes.count
    return codes.count - 1
  }

  // MARK: Texts

  private static func sign(_ relation: Statement.Relation) -> String {
    switch relation {
    case .equal: "="
    case .less: "<"
    case .lessOrEqual: "<="
    case .greater: ">"
    case .greaterOrEqual: ">="
    }
  }

  private static func numeral(_ value: Value) -> String? {
    switch value {
    case .int(let number): number < 0 ? "(- \(number.magnitude))" : "\(number)"
    case .uint(let number): "\(number)"
    case .double(let number): number.isFinite ? literal(number) : nil
    case .duration(let nanoseconds):
      nanoseconds < 0 ? "(- \(nanoseconds.magnitude))" : "\(nanoseconds)"
    case .timestamp(let seconds, _): seconds < 0 ? "(- \(seconds.magnitude))" : "\(seconds)"
    default: nil
    }
  }

  /// A number as a fraction of whole numbers, exactly as far as its digits say.
  private static func literal(_ number: Double) -> String {
    let magnitude = abs(number)
    let text: String
    if magnitude < 1e15, magnitude == magnitude.rounded() {
      text = "\(Int64(magnitude)).0"
    } else if magnitude < 1e15, magnitude > 1e-6 {
      text = "\(magnitude)"
    } else {
      // Where digits would need an exponent: whole steps of the number's own size.
      let exponent = Int(magnitude.exponent) - 52
      let whole = UInt64(magnitude.significandBitPattern) + (1 << 52)
      let power = (0..<abs(exponent)).map { _ in "2" }.joined(separator: " ")
      text =
        exponent >= 0 ? "(* \(whole).0 \(power) 1.0)" : "(/ \(whole).0 (* 1.0 1.0 \(power)))"
    }
    return number < 0 ? "(- \(text))" : text
  }

  private static func symbol(_ name: String) -> String {
    let safe = name.unicodeScalars.map { scalar -> String in
      let isPlain = scalar.isASCII && scalar.value >= 32 && scalar != "|" && scalar != "\\"
      return isPlain ? String(Character(scalar)) : "<\(scalar.value)>"
    }
    return "|\(safe.joined())|"
  }
}
