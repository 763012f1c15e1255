internal import Configurations

// What comes of an action in the numbers of the policy's `reward`, besides its minutes and hours.
extension Policy.Reward {
  /// In truth. `ends` is how the incident ended by it; `nil` where it goes on.
  func worth(of result: StepOutcome, _ ends: Episode.End?) -> Double {
    let told = ends == .escalated ? escalated : 0
    switch result.kind {
    case .healed: return ends == .resolved ? resolved : told
    case .hidden, .failed: return notResolved + told
    case .harmed: return harmed + told
    }
  }

  /// As far as the owner sees it: a fault that no check shows counts as healed.
  func seen(_ result: StepOutcome, _ ends: Episode.End?) -> Double {
    if ends == .resolved { return resolved }
    let told = ends == .escalated ? escalated : 0
    return (result.kind == .harmed && result.isFaultShown ? harmed : notResolved) + told
  }
}
