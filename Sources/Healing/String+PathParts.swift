extension String {
  /// The parts of a path between slashes, empty ones too.
  ///
  /// By bytes, as a kernel sees it: to Swift a slash with an accent on it is another letter, and
  /// `../` with an accent would pass for the name of a file.
  public var pathParts: [String] {
    utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
      .map { String(decoding: $0, as: UTF8.self) }
  }

  /// Whether the bytes of a text stand at the beginning.
  public func begins(with text: String) -> Bool { utf8.starts(with: text.utf8) }
}
