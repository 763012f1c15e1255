internal import FoundationEssentials
public import Incidents

extension Seam {
  /// The seams that parameters of a table hold, oldest first; none where they are no seams.
  ///
  /// Anybody can write parameters, so what is read is bounded and neutralised again.
  public static func all(in parameters: [String: String]) -> [Seam] {
    guard let text = parameters[parameter], text.utf8.count <= longestParameter,
      let seams = try? JSONDecoder().decode([Seam].self, from: Data(text.utf8))
    else { return [] }
    return seams.suffix(mostKept).map(\.bounded)
  }

  /// The newest seams as the value of the parameter.
  public static func text(of seams: [Seam]) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let bytes = try? encoder.encode(seams.suffix(mostKept).map(\.bounded)) else { return "" }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The most bytes that a catalog takes as the value of a parameter.
  private static let longestParameter = 512_000

  private var bounded: Seam {
    Seam(
      step: step, incident: incident, attempt: attempt, marker: marker, at: at, cause: cause,
      isUndo: isUndo, from: from, inverse: inverse)
  }
}
