internal import Conditions

/// `run.arg("--day")`: an argument of the run, empty where it was not given.
enum RunArgument {
  /// The hidden field that holds the arguments.
  static let field = "arguments"
  static let method = Method(
    name: "arg", parameters: [.string], result: .string, hiddenField: field,
    hiddenType: .map(key: .string, value: .string), lookup: .valueOr(.string("")))
}
