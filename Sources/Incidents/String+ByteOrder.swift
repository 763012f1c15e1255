extension String {
  /// Whether the text comes before another one by its bytes, which is the order of all output: it
  /// is the same on every machine, and tells texts apart that look alike.
  public func precedes(_ other: String) -> Bool {
    let isBefore = utf8.withContiguousStorageIfAvailable { own in
      other.utf8.withContiguousStorageIfAvailable { others in
        var place = 0
        while place < own.count, place < others.count, own[place] == others[place] { place += 1 }
        guard place < own.count, place < others.count else { return own.count < others.count }
        return own[place] < others[place]
      }
    }
    return (isBefore ?? nil) ?? utf8.lexicographicallyPrecedes(other.utf8)
  }
}
