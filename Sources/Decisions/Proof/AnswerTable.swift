/// What one speaker says of every combination of the classes that it tells apart.
///
/// Each entry was given by the speaker itself: a constraint through the guardrails, a claim by its
/// condition.
struct AnswerTable: Sendable {
  let speaker: ProofSpeaker
  /// The factors that it looks at, by their place.
  let factors: [Int]
  /// For each of them, the local class of every class.
  private let locals: [[Int]]
  private let strides: [Int]
  private let cells: [UInt8]

  /// Asks a speaker; `nil` where the budget does not reach, or a factor is missing.
  init?(_ speaker: ProofSpeaker, in ground: ProofGround, budget: inout ProofBudget) {
    let keys = Array(speaker.uses.keys)
    let places = keys.compactMap { ground.index[$0] }
    guard places.count == keys.count,
      places.allSatisfy({ !ground.factors[$0].classes.isEmpty })
    else { return nil }
    let factors = places.sorted()
    // Telling a class apart costs about as much as ten look-ups.
    budget.steps -= factors.reduce(0) { $0 + 10 * ground.factors[$1].classes.count }
    guard budget.steps >= 0 else { return nil }
    let locals = factors.map { ground.localClasses(of: $0, for: speaker) }
    let sizes = locals.map { ($0.max() ?? 0) + 1 }
    var count = 1
    for size in sizes {
      count *= size
      if count > budget.questions { return nil }
    }
    budget.questions -= count
    // One class of all for each local one.
    let samples = zip(locals, sizes).map { classes, size in
      (0..<size).map { local in classes.firstIndex(of: local) ?? 0 }
    }
    var cells: [UInt8] = []
    cells.reserveCapacity(count)
    var place = [Int](repeating: 0, count: factors.count)
    for _ in 0..<count {
      cells.append(
        speaker.answer(
          on: ground.draft(factors.indices.lazy.map { (factors[$0], samples[$0][place[$0]]) })))
      for index in place.indices.reversed() {
        place[index] += 1
        if place[index] < sizes[index] { break }
        place[index] = 0
      }
    }
    var strides = [Int](repeating: 1, count: factors.count)
    for index in sizes.indices.dropLast().reversed() {
      strides[index] = strides[index + 1] * sizes[index + 1]
    }
    self.speaker = speaker
    self.factors = factors
    self.locals = locals
    self.strides = strides
    self.cells = cells
  }

  /// How many cases the speaker was asked about.
  var count: Int { cells.count }

  /// What it says of an assignment of a class to every factor.
  func answer(_ assignment: [Int]) -> UInt8 {
    var cell = 0
    for index in factors.indices {
      cell += locals[index][assignment[factors[index]]] * strides[index]
    }
    return cells[cell]
  }

  /// Every combination of the classes that the speaker tells apart, with what it says.
  var cases: [(assignment: [(factor: Int, class: Int)], answer: UInt8)] {
    let sizes = locals.map { ($0.max() ?? 0) + 1 }
    return cells.indices.map { cell in
      let assignment = factors.indices.map { index -> (factor: Int, class: Int) in
        let local = cell / strides[index] % sizes[index]
        return (factors[index], locals[index].firstIndex(of: local) ?? 0)
      }
      return (assignment, cells[cell])
    }
  }

  /// For each factor the mean strictness of every class.
  var meanStrictness: [(factor: Int, means: [Double])] {
    factors.indices.map { index in
      let size = (locals[index].max() ?? 0) + 1
      var sums = [Double](repeating: 0, count: size)
      for cell in cells.indices { sums[cell / strides[index] % size] += Double(cells[cell]) }
      let share = Double(cells.count / size)
      return (factors[index], locals[index].map { sums[$0] / share })
    }
  }

  /// The table with some factors held, and without those that then make no difference.
  func slice(holding held: [Int: Int], budget: inout ProofBudget) -> AnswerSlice {
    budget.steps -= cells.count
    var base = 0
    var open: [(factor: Int, locals: [Int], stride: Int)] = []
    for index in factors.indices {
      if let one = held[factors[index]] {
        base += locals[index][one] * strides[index]
      } else {
        open.append((factors[index], locals[index], strides[index]))
      }
    }
    return AnswerSlice(cells: cells, base: base, open: open)
  }

  /// The table in which each entry is the strictest or the mildest over all classes of some
  /// factors: what can be said whatever those are.
  func bounded(over hidden: Set<Int>, strictest: Bool) -> AnswerTable {
    guard factors.contains(where: hidden.contains) else { return self }
    var bounded = cells
    for index in factors.indices where hidden.contains(factors[index]) {
      let size = (locals[index].max() ?? 0) + 1
      let stride = strides[index]
      let old = bounded
      for cell in bounded.indices {
        let start = cell - cell / stride % size * stride
        let all = (0..<size).map { old[start + $0 * stride] }
        bounded[cell] = (strictest ? all.max() : all.min()) ?? old[cell]
      }
    }
    return AnswerTable(copy: self, cells: bounded)
  }

  private init(copy other: AnswerTable, cells: [UInt8]) {
    speaker = other.speaker
    factors = other.factors
    locals = other.locals
    strides = other.strides
    self.cells = cells
  }
}

/// A part of a table in which some factors are held.
struct AnswerSlice: Sendable {
  private let cells: [UInt8]
  private let base: Int
  /// The factors that make a difference.
  let factors: [Int]
  private let locals: [[Int]]
  private let strides: [Int]
  /// The one answer, where nothing makes a difference.
  let constant: UInt8?

  init(cells: [UInt8], base: Int, open: [(factor: Int, locals: [Int], stride: Int)]) {
    self.cells = cells
    self.base = base
    let sizes = open.map { ($0.locals.max() ?? 0) + 1 }
    var matters = [Bool](repeating: false, count: open.count)
    var place = [Int](repeating: 0, count: open.count)
    let count = sizes.reduce(1, *)
    for _ in 0..<count {
      let cell = base + zip(place, open).reduce(0) { $0 + $1.0 * $1.1.stride }
      for index in open.indices where !matters[index] && place[index] > 0 {
        // Against the same place with the factor's first class.
        if cells[cell] != cells[cell - place[index] * open[index].stride] { matters[index] = true }
      }
      for index in place.indices.reversed() {
        place[index] += 1
        if place[index] < sizes[index] { break }
        place[index] = 0
      }
    }
    let kept = open.indices.filter { matters[$0] }
    factors = kept.map { open[$0].factor }
    locals = kept.map { open[$0].locals }
    strides = kept.map { open[$0].stride }
    constant = kept.isEmpty ? cells[base] : nil
  }

  func answer(_ assignment: [Int]) -> UInt8 {
    var cell = base
    for index in factors.indices {
      cell += locals[index][assignment[factors[index]]] * strides[index]
    }
    return cells[cell]
  }
}

/// How much a proof may ask and look up before it says that a space is too large.
public struct ProofBudget: Sendable {
  /// Cases that judges are asked about.
  var questions: Int
  /// Combinations that are looked up.
  var steps: Int

  /// What `prove` takes: seconds.
  public static let full = ProofBudget(questions: 400_000, steps: 150_000_000)
  /// What lint takes: a few milliseconds.
  public static let small = ProofBudget(questions: 3_000, steps: 200_000)
}
