internal import Conditions

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
      return .failure(HostFunction.Failure("larger() takes a worker type"))
    }
    guard let place = order.firstIndex(of: type) else {
      return .failure(HostFunction.Failure("`\(type)` is no worker type that has a larger one"))
    }
    return .success(.string(order[min(place + 1, order.count - 1)]))
  }
}
