/// Looks through every combination for one whose verdict is among some, and is shortest.
///
/// Action and environment are gone through one by one. For each, judges that share no factor are
/// apart from each other, and the strictest of them decides: so the combinations of each part are
/// gone through alone, and all of them together are covered.
struct CaseSearch {
  let ground: ProofGround
  let tables: [AnswerTable]
  /// Says which combinations are meant; all where there is none.
  let claim: AnswerTable?
  /// The strictnesses that are looked for.
  let wanted: Set<UInt8>
  /// For each factor, the class that costs nothing.
  let calm: [Int]

  struct Result {
    /// How many combinations are meant and were covered; at most `Int.max`.
    var combinations = 0
    /// The shortest of those with a wanted verdict.
    var found: Found?
    /// Whether the budget did not reach.
    var isCut = false
  }

  /// A combination: the classes of the factors that matter to it.
  struct Found {
    let cost: Int
    let assignment: [(factor: Int, class: Int)]
  }

  func result(budget: inout ProofBudget) -> Result {
    var result = Result()
    let (action, environment) = (ground.action, ground.environment)
    for one in ground.factors[action].classes.indices {
      for place in ground.factors[environment].classes.indices {
        let core = [action: one, environment: place]
        search(core, into: &result, budget: &budget)
        if result.isCut { return result }
      }
    }
    return result
  }

  private func search(
    _ core: [Int: Int], into result: inout Result, budget: inout ProofBudget
  ) {
    let counts = ground.factors.map(\.classes.count)
    let meant = claim.map { $0.slice(holding: core, budget: &budget) }
    if meant?.constant == 0 { return }
    var base: UInt8 = 0
    var open: [AnswerSlice] = []
    for table in tables {
      let slice = table.slice(holding: core, budget: &budget)
      if budget.steps < 0 { return result.isCut = true }
      if let constant = slice.constant { base = max(base, constant) } else { open.append(slice) }
    }
    let parts = Self.parts(open, meant?.constant == nil ? meant : nil)
    let most = wanted.max() ?? 0
    var size = 1
    for part in parts {
      size = size.multiplied(part.size(counts, &budget))
      if budget.steps < 0 { return result.isCut = true }
    }
    result.combinations = result.combinations.added(size)
    if base > most { return }
    var outcomes: [[Found?]] = []
    for part in parts {
      guard let found = part.outcomes(atMost: most, counts, calm, &budget) else {
        return result.isCut = true
      }
      outcomes.append(found)
    }
    for strictness in wanted.sorted() where base <= strictness {
      let best = Self.cheapest(outcomes, exactly: strictness, isReached: base == strictness)
      guard let best, best.cost < result.found?.cost ?? .max else { continue }
      let held = core.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
      result.found = Found(cost: best.cost, assignment: held + best.assignment)
    }
  }

  /// The cheapest choice of one outcome of each part, none stricter and, unless it is reached
  /// already, one as strict.
  private static func cheapest(
    _ outcomes: [[Found?]], exactly strictness: UInt8, isReached: Bool
  ) -> Found? {
    var cost = 0
    var chosen: [Found] = []
    var extra: (cost: Int, place: Int, found: Found)?
    for (place, found) in outcomes.enumerated() {
      let below = found.prefix(Int(strictness) + 1).compactMap(\.self).min { $0.cost < $1.cost }
      guard let below else { return nil }
      if let exact = found[Int(strictness)], exact.cost - below.cost < extra?.cost ?? .max {
        extra = (exact.cost - below.cost, place, exact)
      }
      cost += below.cost
      chosen.append(below)
    }
    if !isReached {
      guard let extra else { return nil }
      cost += extra.cost
      chosen[extra.place] = extra.found
    }
    return Found(cost: cost, assignment: chosen.flatMap(\.assignment))
  }

  // MARK: Parts

  /// Judges, and perhaps the claim, that share factors with each other and with no other.
  fileprivate struct Part {
    var factors: [Int]
    var slices: [AnswerSlice]
    var claim: AnswerSlice?
  }

  fileprivate static func parts(_ open: [AnswerSlice], _ claim: AnswerSlice?) -> [Part] {
    // Each factor leads to another one of its part; the last leads to itself.
    var next: [Int: Int] = [:]
    func last(_ factor: Int) -> Int {
      var here = factor
      while let further = next[here], further != here { here = further }
      return here
    }
    for factors in open.map(\.factors) + [claim?.factors ?? []] {
      guard let first = factors.first else { continue }
      for factor in factors { next[last(factor)] = last(first) }
    }
    var parts: [Int: Part] = [:]
    for factor in next.keys.sorted() {
      parts[last(factor), default: Part(factors: [], slices: [])].factors.append(factor)
    }
    for slice in open { parts[last(slice.factors[0])]?.slices.append(slice) }
    if let claim { parts[last(claim.factors[0])]?.claim = claim }
    return parts.keys.sorted().compactMap { parts[$0] }
  }
}

extension CaseSearch.Part {
  /// How many combinations of the part are meant.
  func size(_ counts: [Int], _ budget: inout ProofBudget) -> Int {
    guard let claim else { return factors.reduce(1) { $0.multiplied(counts[$1]) } }
    let others = factors.filter { !claim.factors.contains($0) }
    let rest = others.reduce(1) { $0.multiplied(counts[$1]) }
    var meant = 0
    var assignment = [Int](repeating: 0, count: counts.count)
    func go(_ depth: Int) {
      guard budget.steps >= 0 else { return }
      guard depth < claim.factors.count else {
        budget.steps -= 1
        meant += Int(claim.answer(assignment))
        return
      }
      for one in 0..<counts[claim.factors[depth]] {
        assignment[claim.factors[depth]] = one
        go(depth + 1)
      }
    }
    go(0)
    return meant.multiplied(rest)
  }

  /// For each strictness, the cheapest meant combination of the part that comes to it; `nil` where
  /// the budget did not reach.
  func outcomes(
    atMost most: UInt8, _ counts: [Int], _ calm: [Int], _ budget: inout ProofBudget
  ) -> [CaseSearch.Found?]? {
    var walk = Walk(self, most: most, counts: counts, calm: calm)
    walk.go(0, cost: 0, strictness: 0, &budget)
    return budget.steps < 0 ? nil : walk.best
  }

  /// Goes through the combinations of a part, and turns back where a judge is too strict.
  private struct Walk {
    let part: CaseSearch.Part
    let most: UInt8
    let counts: [Int]
    let calm: [Int]
    /// The judges by the depth at which all of their factors are set.
    let ready: [[AnswerSlice]]
    let claimDepth: Int
    var assignment: [Int]
    var best: [CaseSearch.Found?] = [nil, nil, nil, nil]

    init(_ part: CaseSearch.Part, most: UInt8, counts: [Int], calm: [Int]) {
      self.part = part
      self.most = most
      self.counts = counts
      self.calm = calm
      assignment = [Int](repeating: 0, count: counts.count)
      func depth(_ factors: [Int]) -> Int {
        (factors.compactMap { part.factors.firstIndex(of: $0) }.max() ?? -1) + 1
      }
      var ready = [[AnswerSlice]](repeating: [], count: part.factors.count + 1)
      for slice in part.slices { ready[depth(slice.factors)].append(slice) }
      self.ready = ready
      claimDepth = part.claim.map { depth($0.factors) } ?? -1
    }

    mutating func go(_ depth: Int, cost: Int, strictness: UInt8, _ budget: inout ProofBudget) {
      var strictness = strictness
      for slice in ready[depth] {
        budget.steps -= 1
        strictness = max(strictness, slice.answer(assignment))
        if strictness > most { return }
      }
      guard budget.steps >= 0 else { return }
      if depth == claimDepth, let claim = part.claim, claim.answer(assignment) == 0 { return }
      guard depth < part.factors.count else {
        if cost < best[Int(strictness)]?.cost ?? .max {
          best[Int(strictness)] = CaseSearch.Found(
            cost: cost, assignment: part.factors.map { ($0, assignment[$0]) })
        }
        return
      }
      budget.steps -= 1
      let factor = part.factors[depth]
      for one in 0..<counts[factor] {
        assignment[factor] = one
        go(depth + 1, cost: cost + (one == calm[factor] ? 0 : 1), strictness: strictness, &budget)
      }
    }
  }
}

extension Int {
  /// The product, at most `Int.max`.
  func multiplied(_ other: Int) -> Int {
    let (product, isTooLarge) = multipliedReportingOverflow(by: other)
    return isTooLarge ? .max : product
  }

  /// The sum, at most `Int.max`.
  func added(_ other: Int) -> Int {
    let (sum, isTooLarge) = addingReportingOverflow(other)
    return isTooLarge ? .max : sum
  }
}
