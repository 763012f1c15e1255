/// How much one evaluation of a term can cost at most, by the maxima of the schema.
///
/// A unit is one instruction, or sixteen bytes or elements that a function looks at: what the
/// machine counts, too.
struct CostBound {
  let cost: Int
  /// The bytes of the part that costs most of it.
  let dominant: Range<Int>

  init(_ term: Term) {
    var total = term.ownCost
    var greatest = (cost: 0, dominant: term.range)
    term.forEachPart { part, times in
      let bound = CostBound(part)
      let cost = bound.cost.times(times)
      total = total.added(cost)
      // A part that is repeated is not named instead of what repeats it.
      if cost > greatest.cost { greatest = (cost, times > 1 ? term.range : bound.dominant) }
    }
    cost = total
    dominant = greatest.cost > total / 2 ? greatest.dominant : term.range
  }
}

extension Term {
  /// Calls `body` with each part of a term, and how often it is evaluated.
  fileprivate func forEachPart(_ body: (Term, _ times: Int) -> Void) {
    switch kind {
    case .literal, .variable, .local, .fail: return
    case .field(let operand, _, _), .select(let operand, _, _), .has(let operand, _),
      .unary(_, let operand), .matches(let operand, _):
      body(operand, 1)
    case .index(let left, let right, _), .binary(_, let left, let right),
      .bind(_, let left, let right), .optionalMap(_, let left, let right, _),
      .entry(let left, let right, _):
      body(left, 1)
      body(right, 1)
    case .conditional(let condition, let first, let second):
      body(condition, 1)
      body(first, 1)
      body(second, 1)
    case .junction(_, let terms), .call(_, let terms), .host(_, let terms):
      for term in terms { body(term, 1) }
    case .list(let elements): for element in elements { body(element.value, 1) }
    case .map(let entries):
      for entry in entries {
        body(entry.key, 1)
        body(entry.value, 1)
      }
    case .loop(let loop):
      body(loop.range, 1)
      body(loop.body, loop.range.size)
      if let filter = loop.filter { body(filter, loop.range.size) }
    }
  }

  /// What the term costs beside its parts.
  fileprivate var ownCost: Int {
    switch kind {
    case .binary(let sign, let left, let right):
      switch sign {
      case .isIn: 1 + right.size / 16
      case .add, .equal, .unequal, .less, .lessOrEqual, .greater, .greaterOrEqual:
        1 + left.size.added(right.size) / 16
      case .subtract, .multiply, .divide, .modulo: 1
      }
    case .matches(let text, _): 1 + text.size / 16
    case .call(let builtin, let arguments): builtin.cost(arguments.map(\.size))
    case .host(_, let arguments): 10 + arguments.reduce(0) { $0.added($1.size / 16) }
    case .list(let elements): 1 + elements.count
    case .map(let entries): 1 + 2 * entries.count
    case .loop(let loop): loop.range.size.added(1)
    case .literal, .variable, .local, .field, .select, .has, .index, .unary, .junction,
      .conditional, .bind, .optionalMap, .entry, .fail:
      1
    }
  }
}

extension Builtin {
  /// What a call costs with arguments of these sizes, as the machine charges it.
  fileprivate func cost(_ sizes: [Int]) -> Int {
    let total = sizes.reduce(0) { $0.added($1) }
    let first = sizes.first ?? 0
    switch self {
    case .distinct: return first.times(first).added(1)
    case .setsContains, .setsEquivalent, .setsIntersects:
      return first.times(sizes.last ?? 0).added(1)
    case .sort, .split, .range, .unwrap, .flatten: return total.added(1)
    case .matches, .regexExtract, .regexExtractAll, .regexReplace: return 200.added(total)
    default: return 1 + total / 16
    }
  }
}
