public import Incidents

/// How what would have been done in shadow compares with what people did.
public struct Agreement: Encodable, Sendable {
  let actions: [Row]

  /// One action in shadow.
  struct Row: Encodable, Sendable {
    let action: String
    /// How often it would have been taken.
    let decided: Int
    /// How often people said that they did the same, or something else.
    let same: Int
    let other: Int
    /// The share of the same among what people said, with the bounds of a 95 % interval, 0...1;
    /// absent where nobody said anything.
    let share: Interval?
  }

  /// A share and the bounds within which it lies with 95 % confidence (Wilson, 1927).
  struct Interval: Encodable, Sendable {
    let low: Double
    let share: Double
    let high: Double

    init?(_ hits: Int, of trials: Int) {
      guard trials > 0 else { return nil }
      let n = Double(trials)
      let p = Double(hits) / n
      let z = 1.96
      let middle = p + z * z / (2 * n)
      let spread = z * (p * (1 - p) / n + z * z / (4 * n * n)).squareRoot()
      let scale = 1 + z * z / n
      share = p
      low = max(0, (middle - spread) / scale)
      high = min(1, (middle + spread) / scale)
    }
  }

  public init(of incidents: [Incident]) {
    var rows: [String: (decided: Int, same: Int, other: Int)] = [:]
    for incident in incidents {
      // The first decision is about what happened; later ones are about what was done meanwhile.
      guard let action = incident.attempts.first?.decision.shadowed else { continue }
      var row = rows[action] ?? (0, 0, 0)
      row.decided += 1
      if let deed = incident.closing?.deed {
        if deed == action { row.same += 1 } else { row.other += 1 }
      }
      rows[action] = row
    }
    actions = rows.sorted { $0.key.precedes($1.key) }.map { action, row in
      Row(
        action: action, decided: row.decided, same: row.same, other: row.other,
        share: Interval(row.same, of: row.same + row.other))
    }
  }

  /// A line each action.
  public var text: String {
    if actions.isEmpty { return "nothing was decided in shadow\n" }
    return actions.map { row in
      var line = "\(row.action): decided \(row.decided) times in shadow; people did the same "
      line += "\(row.same) times, something else \(row.other) times"
      if let share = row.share {
        line += " (\(Self.percent(share.share)); 95 % of such counts lie within "
        line += "\(Self.percent(share.low)) and \(Self.percent(share.high)))"
      }
      let silent = row.decided - row.same - row.other
      return silent == 0 ? line + "\n" : line + "; of \(silent) nobody said\n"
    }.joined()
  }

  private static func percent(_ share: Double) -> String { "\(Int((share * 100).rounded())) %" }
}
