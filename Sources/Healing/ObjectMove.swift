package import Incidents

/// Objects of a table that a step moves, out of it or back: what every store says of that alike.
package struct ObjectMove: Sendable {
  package let table: String
  package let keys: [String]
  private let intent: StepIntent
  private static let act = "moving objects"

  package init(
    _ table: String, _ keys: [String], _ intent: StepIntent
  ) throws(WorldError) {
    guard !keys.isEmpty else {
      throw .refused(act: Self.act, reason: "empty selects nothing")
    }
    self.table = table
    self.keys = keys
    self.intent = intent
  }

  /// The bucket of a table as the catalog has it, where all keys are its own and stay within it.
  package static func bucket(
    of keys: [String], in table: String, _ current: TableVersion?
  ) throws(WorldError) -> String {
    guard let current, let place = S3Place(current.location), !place.prefix.isEmpty else {
      throw .refused(act: act, reason: "\(table) has no place of its own")
    }
    guard keys.allSatisfy({ place.holds($0) }) else {
      throw .refused(act: act, reason: "an object is not of \(table)")
    }
    return place.bucket
  }

  private var count: String { keys.count == 1 ? "1 object" : "\(keys.count) objects" }

  /// The mark that the move leaves in the table, of which `version` is moved to `place`.
  package func seam(at now: Timestamp, version: String, to place: String) -> Seam {
    intent.seam(
      at: now, from: "\(count) of version \(version), now at \(place)",
      inverse: intent.step.name == "return_objects"
        ? "quarantine_objects of \(table)" : "return_objects of \(table) from \(place)")
  }

  /// What a move comes to that left no mark: an answer that is lost.
  package func withoutMark(at place: String, _ error: WorldError) -> WorldError {
    .lost(
      act: intent.step.name, reason: "\(count) moved to \(place), but without a mark: \(error)")
  }
}

extension WorldError {
  /// The same where a part of the act had its effect before: that is not to have had none.
  package func afterPart(_ moved: Int) -> WorldError {
    guard moved > 0 else { return self }
    return .lost(act: "moving objects", reason: "\(moved) were moved, then \(self)")
  }
}
