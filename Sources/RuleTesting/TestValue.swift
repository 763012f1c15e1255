internal import Configurations
internal import Documents
internal import Incidents

/// A kind of value that a test gives a field.
struct TestValue<Value: Sendable>: Sendable {
  /// What it is, in words.
  let wanted: String
  let read: @Sendable (Scalar) -> Value?
}

extension TestValue<String> {
  static var text: Self { TestValue(wanted: "text") { $0.text } }
}

extension TestValue<Int> {
  /// A whole number from 0.
  static var count: Self {
    TestValue(wanted: "a whole number, as 1000") { scalar in
      guard case .integer(let number) = scalar.value, number >= 0 else { return nil }
      return Int(exactly: number)
    }
  }
}

extension TestValue<Double> {
  static var number: Self {
    TestValue(wanted: "a number, as 1.5") { scalar in
      switch scalar.value {
      case .integer(let number): Double(number)
      case .number(let number): number.isFinite ? number : nil
      case .null, .bool, .string: nil
      }
    }
  }

  /// A part of a whole, 0 to 1.
  static var share: Self {
    TestValue(wanted: "a share with its unit, as 31%") { scalar in
      guard scalar.text.last == "%", let percent = Double(scalar.text.dropLast()),
        (0...100).contains(percent)
      else { return nil }
      return percent / 100
    }
  }
}

extension TestValue<Duration> {
  static var duration: Self {
    TestValue(wanted: "a length of time with its unit, as 15m") { Duration(unitText: $0.text) }
  }
}

extension TestValue<Timestamp> {
  static var time: Self {
    TestValue(wanted: "a time, as \"2026-11-24T10:00:00Z\"") { Timestamp(rfc3339: $0.text) }
  }
}

extension TestValue where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
  /// One of a few words.
  static func word(of type: Value.Type) -> Self {
    let words = type.allCases.map { "`\($0.rawValue)`" }.joined(separator: ", ")
    return TestValue(wanted: "one of \(words)") { scalar in
      // Words that YAML takes for booleans are words here.
      Value(rawValue: scalar.text)
    }
  }
}

extension JobEvidence {
  func with(name: String) -> JobEvidence {
    JobEvidence(name: name, owner: owner, rerun: rerun, defaultArguments: defaultArguments)
  }

  func with(owner: String) -> JobEvidence {
    JobEvidence(name: name, owner: owner, rerun: rerun, defaultArguments: defaultArguments)
  }

  func with(rerun: Rerun) -> JobEvidence {
    JobEvidence(name: name, owner: owner, rerun: rerun, defaultArguments: defaultArguments)
  }
}

extension RunsEvidence {
  func with(active: Known<Int>) -> RunsEvidence {
    RunsEvidence(active: active, failedInARow: failedInARow, lastGood: lastGood)
  }

  func with(failedInARow: Known<Int>) -> RunsEvidence {
    RunsEvidence(active: active, failedInARow: failedInARow, lastGood: lastGood)
  }
}

extension LogStream {
  /// The streams with another message of the run.
  static func with(message: Known<String>, in streams: [LogStream]) -> Known<[LogStream]> {
    let others = streams.filter { $0.source != .message }
    let text = message.value ?? ""
    let own = text.isEmpty ? [] : [LogStream(source: .message, bytes: Array(text.utf8))]
    return .known(others + own)
  }
}

extension Known<[TableVersion]> {
  /// The versions with other tags on the current one; unknown tags are an unknown catalog.
  func with(tags: Known<String>) -> Known<[TableVersion]> {
    guard case .known(let text) = tags else { return .unknown("the test says so") }
    return map { versions in
      guard let current = versions.first else { return versions }
      var parameters = current.parameters
      parameters["kintsugi:tags"] = text
      let changed = TableVersion(
        id: current.id, columns: current.columns, partitionKeys: current.partitionKeys,
        location: current.location, updated: current.updated, parameters: parameters)
      return [changed] + versions.dropFirst()
    }
  }
}
