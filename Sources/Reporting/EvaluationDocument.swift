public import Evaluations
internal import FoundationEssentials

/// An evaluation as JSON, for machines and for `kintsugi report`.
public enum EvaluationDocument {
  /// The text, with sorted keys: the same record gives the same bytes.
  public static func text(_ record: EvaluationRecord) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(record) else { return "" }
    return String(decoding: data, as: UTF8.self) + "\n"
  }
}
