/// Finds the known name that a misspelt one was meant to be.
public enum NearestName {
  /// The nearest known name, or `nil` when none is near: a wrong guess is worse than none.
  ///
  /// Near is an edit distance (Damerau-Levenshtein, adjacent swaps count once) of 1 for two to four
  /// letters, 2 for up to eight, 3 beyond; case and the two dashes do not count. Ties go to the
  /// first by bytes. Cost: O(names × letters²).
  public static func suggestion(for name: String, among known: [String]) -> String? {
    nearest(to: name, among: known).first
  }

  /// The nearest known name where no other is as near: one that a program may put in its place.
  public static func only(for name: String, among known: [String]) -> String? {
    let nearest = nearest(to: name, among: known)
    return nearest.count == 1 ? nearest[0] : nil
  }

  /// All names that are near, and none nearer, in order of their bytes.
  private static func nearest(to name: String, among known: [String]) -> [String] {
    let wanted = letters(name)
    guard !wanted.isEmpty, wanted.count <= 100 else { return [] }
    let bound = wanted.count <= 1 ? 0 : wanted.count <= 4 ? 1 : wanted.count <= 8 ? 2 : 3
    var best: [String] = []
    var least = bound
    for candidate in known.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
      let other = letters(candidate)
      guard abs(other.count - wanted.count) <= bound, candidate != name else { continue }
      let distance = distance(wanted, other)
      if distance < least || (distance == least && best.isEmpty) {
        (best, least) = ([candidate], distance)
      } else if distance == least, best.last != candidate {
        best.append(candidate)
      }
    }
    return best
  }

  private static func letters(_ name: String) -> [Unicode.Scalar] {
    name.lowercased().unicodeScalars.map { $0 == "_" ? "-" : $0 }
  }

  /// The optimal string alignment distance.
  private static func distance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
    var beforeLast: [Int] = []
    var last = Array(0...right.count)
    for row in left.indices {
      var next = [row + 1]
      for column in right.indices {
        let substituted = last[column] + (left[row] == right[column] ? 0 : 1)
        var least = min(substituted, last[column + 1] + 1, next[column] + 1)
        if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
          least = min(least, beforeLast[column - 1] + 1)
        }
        next.append(least)
      }
      (beforeLast, last) = (last, next)
    }
    return last[right.count]
  }
}
