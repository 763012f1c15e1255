/// What the declared checks said after an action, on fresh evidence.
public struct Verification: Sendable, Hashable, Codable {
  public let checks: [Check]

  /// One declared check.
  public struct Check: Sendable, Hashable, Codable {
    public let id: String
    /// The condition as the author wrote it.
    public let condition: String
    public let answer: Answer
    /// What was seen, in words.
    public let explanation: String

    public init(id: String, condition: String, answer: Answer, explanation: String) {
      self.id = id
      self.condition = condition
      self.answer = answer
      self.explanation = explanation
    }
  }

  /// What a check came to; what cannot be told has not held.
  public enum Answer: String, Sendable, Hashable, Codable {
    case holds, fails, unknown
  }

  public init(checks: [Check]) {
    self.checks = checks
  }

  /// Whether every check holds; never true of no checks at all.
  public var isVerified: Bool { !checks.isEmpty && checks.allSatisfy { $0.answer == .holds } }
}
