internal import Conditions

/// `percent(0.378)`: a share as text, `37.8 %`.
enum PercentText {
  static let percent = HostFunction(
    name: "percent", parameters: [.double], result: .string, cost: 1
  ) { arguments in
    guard case .double(let share)? = arguments.first, share.isFinite, abs(share) < 1e12 else {
      return .failure(HostFunction.Failure("percent() takes a finite number"))
    }
    return .success(.string(text(share)))
  }

  /// A share as text with one decimal, `37.8 %`.
  static func text(_ share: Double) -> String {
    let tenths = Int((share * 1000).rounded())
    let sign = tenths < 0 ? "-" : ""
    return "\(sign)\(abs(tenths) / 10).\(abs(tenths) % 10) %"
  }
}
