/// The codes that speak of safety: nobody can have them left out.
public enum SafetyCodes {
  public static let all: Set<String> = [
    "no-escalation", "alone-and-ask", "undeclared-change", "bad-window", "bad-time",
    "unknown-zone", "guardrail-impossible-value", "guardrail-never-decides",
    "guardrail-always-decides", "guardrail-redundant", "no-authority", "missing-undo",
    "overlay-weakens-safety", "not-waivable", "needs-raise", "waiver-own-approval",
    "waiver-expired", "waiver-expiring", "waiver-too-long", "waiver-unused",
    "freeze-over", "claim-false",
    "claim-undecided", "claim-unchecked",
  ]
}
