internal import Conditions

/// `run.arg("--day")`: an argument of the run, empty where it was not given.
enum RunArgument {
  /// The hidden field that holds the arguments.
  static let field = "arguments"
  static let hidden = Field(
    name: field, type: .map(key: .string, value: .string), documentation: "Its arguments.",
    maximumSize: 200, isHidden: true)
  static let method = RecordMethod(
    name: "arg", field: field, answer: .entry(otherwise: .string("")),
    documentation: "The argument of that name; empty where it was not given.")
}
