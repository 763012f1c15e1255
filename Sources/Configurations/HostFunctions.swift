internal import Conditions

/// `run.arg("--day")`: an argument of the run, empty where it was not given.
enum RunArgument {
  /// The hidden field that holds the arguments.
  static let field = "arguments"
  static let method = Method(
    name: "arg", parameters: [.string], result: .string, hiddenField: field,
    hiddenType: .map(key: .string, value: .string), lookup: .valueOr(.string("")))
}

/// `table.has_tag("legal-hold")`: whether governance put the tag on the table.
enum TableTag {
  static let field = "tags"
  static let method = Method(
    name: "has_tag", parameters: [.string], result: .bool, hiddenField: field,
    hiddenType: .list(.string), lookup: .contains)
}

/// `larger("G.1X")`: the next larger worker type; the largest stays.
public enum WorkerSize {
  private static let order = ["G.1X", "G.2X", "G.4X", "G.8X"]

  /// The DPUs of one worker of a type; `nil` for a type that is not known.
  public static func dpus(_ type: String) -> Double? {
    switch type {
    case "G.025X": 0.25
    case "G.1X", "Standard": 1
    case "G.2X": 2
    case "G.4X": 4
    case "G.8X": 8
    default: nil
    }
  }

  static let larger = HostFunction(
    name: "larger", parameters: [.string], result: .string, cost: 1
  ) { arguments in
    guard case .string(let type)? = arguments.first else {
      return .failure(HostFunctionError("larger() takes a worker type"))
    }
    guard let place = order.firstIndex(of: type) else {
      return .failure(HostFunctionError("`\(type)` is no worker type that has a larger one"))
    }
    return .success(.string(order[min(place + 1, order.count - 1)]))
  }
}

/// `percent(0.378)`: a share as text, `37.8 %`.
enum PercentText {
  static let percent = HostFunction(
    name: "percent", parameters: [.double], result: .string, cost: 1
  ) { arguments in
    guard case .double(let share)? = arguments.first, share.isFinite, abs(share) < 1e12 else {
      return .failure(HostFunctionError("percent() takes a finite number"))
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
