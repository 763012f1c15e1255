/// What a person is asked to agree to: this action, and nothing else.
public struct AskedAction: Sendable, Hashable, Codable {
  /// The action with its steps, as it would be carried out.
  public let action: Action
  /// What an answer is for, in canonical words: attempt, action, steps, versions of tables, the
  /// findings that decide, configuration. No clock, no counter, no text of a log.
  public let subject: String

  public init(action: Action, subject: String) {
    self.action = action
    self.subject = subject
  }
}

/// What a person said, once: it serves for what was asked and for nothing else.
public struct Answer: Sendable, Hashable, Codable {
  public let isApproval: Bool
  /// The authenticated identity, as `user:anna` or an ARN.
  public let person: String
  /// The digest of the subject that was asked about, in hexadecimal digits.
  public let digest: String
  /// The person's own words; hostile text may be in it.
  public let note: String

  public init(isApproval: Bool, person: String, digest: String, note: String) {
    self.isApproval = isApproval
    self.person = person
    self.digest = digest
    self.note = note
  }
}

/// What a person said an incident came to, whoever ended it.
public struct Closing: Sendable, Hashable, Codable {
  /// What became of the data.
  public enum Verdict: String, Sendable, Hashable, Codable, CaseIterable {
    /// The data are right now.
    case healed
    /// What was done made it worse.
    case harmed
    /// What was found was not so, or not worth a page.
    case wrong
  }

  public let verdict: Verdict
  public let person: String
  /// The action that people took themselves, of those that the policy declares; absent where nobody
  /// said.
  public let deed: String?
  /// The person's own words; hostile text may be in it.
  public let note: String

  public init(verdict: Verdict, person: String, deed: String?, note: String) {
    self.verdict = verdict
    self.person = person
    self.deed = deed
    self.note = note
  }
}

/// An approval that a decision may use: its words must be the decision's own.
public struct Approval: Sendable, Hashable {
  public let subject: String
  public let person: String

  public init(subject: String, person: String) {
    self.subject = subject
    self.person = person
  }
}
