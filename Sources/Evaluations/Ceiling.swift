public import Simulation

/// The best that any policy could do with what it can see: exact dynamic programming over beliefs.
///
/// A belief is a weight for each hidden cause that fits what was seen so far. Its value is that of
/// the best action, in the reward of the policy and in truth, discounted as the policy says;
/// `steps_at_most` bounds the depth, so nothing is approximated but that beliefs which differ by
/// less than 2⁻⁴⁰ are one.
/// Kaelbling, Littman & Cassandra (1998), "Planning and acting in partially observable domains".
public struct Ceiling: Player, Sendable {
  /// What is told apart.
  public enum Sight: Sendable {
    /// All that the evidence shows.
    case evidence
    /// Only the declared state, and what is allowed in it.
    case state
    /// The hidden cause as well: what nobody can see.
    case truth
  }

  /// What an incident of the mix is worth at best, before anything of it was seen.
  public let value: Double
  private let escalate: Int
  private let signs: Signs
  private let beginnings: [Int: Int]
  private let nodes: [BeliefNode]
  private var node = -1

  /// Solves a mix. Cost: the beliefs that can be come to, each with its allowed actions.
  public init(_ world: SimulatedWorld, mix: Mix, sight: Sight) {
    var search = BeliefSearch(world, sight)
    let roots = search.beginnings(of: mix)
    value = roots.reduce(0) { $0 + $1.weight * search.value(of: $1.node) }
    escalate = world.escalate
    signs = search.signs
    beginnings = Dictionary(roots.map { ($0.sign, $0.node) }) { first, _ in first }
    nodes = search.nodes
  }

  public mutating func begin(_ incident: SimulatedIncident) { node = -1 }

  public mutating func choose(_ view: View) -> Int {
    let sign = signs.sign(of: view.variant, after: view.attempt, cause: view.cause)
    node = (view.attempt == 0 ? beginnings[sign] : nodes[max(node, 0)].next[sign]) ?? -1
    return node < 0 ? escalate : nodes[node].best
  }
}

/// What tells variants apart.
struct Signs: Sendable {
  private let numbers: [Int]
  private let count: Int
  private let steps: Int
  private let sight: Ceiling.Sight

  init(_ world: SimulatedWorld, _ sight: Ceiling.Sight) {
    self.sight = sight
    steps = max(world.stepsAtMost, 1)
    var known: [[Int]: Int] = [:]
    numbers = world.looks.flatMap { look in
      look.appearances.map { appearance in
        let seen = sight == .state ? appearance.state : appearance.observation
        let key = [seen] + BeliefSearch.options(of: appearance)
        let number = known[key] ?? known.count
        known[key] = number
        return number
      }
    }
    count = known.count
  }

  func sign(of variant: Int, after attempt: Int, cause: Int) -> Int {
    let sign = numbers[variant * steps + min(attempt, steps - 1)]
    return sight == .truth ? sign + count * cause : sign
  }
}

/// A belief that can be come to, solved: what to do, and what can follow.
struct BeliefNode: Sendable {
  let attempt: Int
  let appearance: Appearance
  /// What may be the case; the weights come to 1.
  let entries: [BeliefEntry]
  var value: Double?
  var best = -1
  /// What follows the best action, by what is seen then.
  var next: [Int: Int] = [:]
}

/// One thing that may be the case.
struct BeliefEntry: Sendable, Hashable {
  let cause: Int
  let circumstance: Int
  /// Which anomalies the checks tell apart: those of one class are verified alike.
  let anomalyClass: Int
  var weight: Double
}
