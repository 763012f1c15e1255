internal import Configurations
internal import Incidents

/// Tells causes from consequences among findings that lines of a log made.
///
/// A root that only a warning tells of is a symptom where a failure tells of another. Of several
/// roots of one severity the one that explains the others stays a root: in one record the deepest
/// `Caused by:`, else what came first. The others are symptoms, so that the ranking itself knows
/// causes, severities and names alone.
struct LogOrder {
  private let reading: LogReading?

  init(_ reading: LogReading?) { self.reading = reading }

  /// The findings, with what is only a consequence being called so.
  func settled(_ findings: [Finding]) -> [Finding] {
    guard let reading else { return findings }
    let places = findings.map { finding in
      finding.cause == .root ? finding.detection.witness.flatMap { reading.place(of: $0) } : nil
    }
    return zip(findings, places).map { finding, place in
      guard let place else { return finding }
      let isExplained = zip(findings, places).contains { other, otherPlace in
        guard let otherPlace, otherPlace.explains(place) else { return false }
        return other.severity == finding.severity || otherPlace.isPassing != place.isPassing
      }
      return isExplained ? finding.asSymptom : finding
    }
  }
}

extension Finding {
  /// The same finding as a consequence of another.
  fileprivate var asSymptom: Finding {
    Finding(
      rule: rule, title: title, kind: kind, anomalyClass: anomalyClass, severity: severity,
      cause: .symptom, mode: mode, detection: detection, message: message, runbook: runbook)
  }
}
