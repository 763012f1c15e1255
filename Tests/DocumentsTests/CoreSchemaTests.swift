import Testing

@testable import Documents

@Suite struct CoreSchemaTests {
  /// A plain scalar, and what it means.
  struct Meaning: Sendable, CustomTestStringConvertible {
    let text: String
    let value: Scalar.Value
    var testDescription: String { "`\(text)` is \(value)" }

    init(_ text: String, _ value: Scalar.Value) { (self.text, self.value) = (text, value) }
  }

  @Test(arguments: [
    Meaning("", .null), Meaning("null", .null),
    Meaning("true", .bool(true)), Meaning("false", .bool(false)),
    Meaning("0", .integer(0)), Meaning("-0", .integer(0)), Meaning("+7", .integer(7)),
    Meaning("9223372036854775807", .integer(.max)),
    Meaning("-9223372036854775808", .integer(.min)),
    Meaning("0.25", .number(0.25)), Meaning("-.5", .number(-0.5)), Meaning("5.", .number(5)),
    Meaning("1e3", .number(1000)), Meaning("1E-3", .number(0.001)),
    Meaning("+1.5e+2", .number(150)),
    Meaning("0.0", .number(0)), Meaning("0e999", .number(0)), Meaning("00.5", .number(0.5)),
    Meaning("1.7976931348623157e308", .number(.greatestFiniteMagnitude)),
    Meaning("5e-324", .number(.leastNonzeroMagnitude)),
    Meaning("no way", .string), Meaning("nope", .string), Meaning("yesterday", .string),
    Meaning("nULL", .string), Meaning("tRUE", .string), Meaning("oN", .string),
    Meaning("-", .string), Meaning("+", .string), Meaning(".", .string), Meaning("..", .string),
    Meaning("1.2.3", .string), Meaning("e5", .string), Meaning("1e", .string),
    Meaning("1e+", .string), Meaning(".e1", .string), Meaning("0x", .string),
    Meaning("0xZ", .string), Meaning("0o9", .string), Meaning("0b2", .string),
    Meaning("5%", .string), Meaning("15m", .string), Meaning("2026-11-24", .string),
    Meaning("1-2", .string), Meaning("_1", .string), Meaning("١٢", .string),
    Meaning("10:00 to 12:00", .string), Meaning("12:345", .string), Meaning("a:30", .string),
  ])
  func `reads a plain scalar one way only`(_ meaning: Meaning) {
    guard case .value(let value) = CoreSchema.reading(of: meaning.text) else {
      Issue.record("`\(meaning.text)` has no meaning")
      return
    }
    #expect(value == meaning.value)
  }

  @Test(arguments: [
    "~", "Null", "NULL", "True", "TRUE", "False", "FALSE", "y", "Y", "n", "N", "yes", "Yes", "YES",
    "no", "No", "NO", "on", "On", "ON", "off", "Off", "OFF", "=", ".inf", ".Inf", ".INF", "-.inf",
    "+.INF", ".nan", ".NaN", ".NAN", "07", "00", "-010", "0o17", "0x1F", "0xdead_beef", "0b101",
    "0b1_0", "1_000", "1_000.5", "-1_0e1_0", "01:30", "1:2", "190:20:30", "190:20:30.15",
  ])
  func `leaves open what YAML's versions read differently`(_ text: String) {
    guard case .ambiguous = CoreSchema.reading(of: text) else {
      Issue.record("`\(text)` is read one way")
      return
    }
  }

  @Test(arguments: [
    "9223372036854775808", "-9223372036854775809", "123456789012345678901234567890", "1e309",
    "-1e309", "1e-400", "0.0000001e-400",
  ])
  func `refuses a number that no program holds`(_ text: String) {
    guard case .outOfRange = CoreSchema.reading(of: text) else {
      Issue.record("`\(text)` is held")
      return
    }
  }

  @Test(arguments: ["no", "07", "01:30", ".inf", "null", "1", "true", ""])
  func `takes everything in quotes for text`(_ text: String) {
    for quoted in ["'\(text)'", "\"\(text)\""] {
      let scalar = Samples.parse("k: \(quoted)\n").value?.root["k"]?.scalar
      #expect(scalar?.value == .string)
      #expect(scalar?.text == text)
    }
  }
}
