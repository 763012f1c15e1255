/// How much one evaluation of a term can cost at most, by the maxima of the schema.
///
/// A unit is one instruction, or sixteen bytes or elements that a function looks at: what the
/// machine counts, too.
struct CostBound {
  let cost: Int
  /// The part that costs most of it.
  let dominant: Term

  init(_ term: Term) {
    let parts = term.parts.map { (part: $0.term, bound: CostBound($0.term), times: $0.times) }
    var total = term.ownCost
    var greatest = (cost: 0, dominant: term)
    for part in parts {
      let cost = part.bound.cost.times(part.times)
      total = total.added(cost)
      // A part that is repeated is not named instead of what repeats it.
      if cost > greatest.cost {
        greatest = (cost, part.times > 1 ? term : part.bound.dominant)
      }
    }
    cost = total
    dominant = greatest.cost > total / 2 ? greatest.dominant : term
  }
}

extension Term {
  /// The parts of a term, and how often each is evaluated.
  var parts: [(term: Term, times: Int)] {
    switch kind {
    case .literal, .variable, .local, .fail: []
    case .field(let operand, _, _), .select(let operand, _, _), .has(let operand, _),
      .unary(_, let operand), .matches(let operand, _):
      [(operand, 1)]
    case .index(let left, let right, _), .binary(_, let left, let right),
      .bind(_, let left, let right), .optionalMap(_, let left, let right, _),
      .entry(let left, let right, _):
      [(left, 1), (right, 1)]
    case .conditional(let condition, let first, let second):
      [(condition, 1), (first, 1), (second, 1)]
    case .junction(_, let terms), .call(_, let terms), .host(_, let terms):
      terms.map { ($0, 1) }
    case .list(let elements): elements.map { ($0.value, 1) }
    case .map(let entries): entries.flatMap { [($0.key, 1), ($0.value, 1)] }
    case .loop(let loop):
      [(loop.range, 1), (loop.body, loop.range.size)]
        + (loop.filter.map { [($0, loop.range.size)] } ?? [])
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
