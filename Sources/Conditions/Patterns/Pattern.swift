internal import CRE2
internal import Synchronization

/// A pattern of RE2: it matches in time linear in the text, whatever either is.
public struct Pattern: Sendable {
  /// The longest pattern that is compiled, in bytes.
  public static let maximumBytes = 4_096
  /// The memory that one pattern may take, in bytes.
  static let memoryBytes = 1 << 20

  /// The pattern as it was written.
  public let text: String
  private let compiled: CompiledPattern

  /// The names of its groups, by their numbers.
  public var groupNames: [Int: String] { compiled.groups.names }
  /// The number of groups, without the whole match.
  public var groupCount: Int { compiled.groups.count }

  /// What its matches hold; `nil` where nothing is known.
  ///
  /// Read from the text whenever it is asked for: a set asks once, most patterns are never asked.
  var ways: [PatternShape.Way]? { PatternShape(text)?.ways }

  /// Takes a pattern: RE2's syntax, so no look-around and no back-references.
  ///
  /// Every mistake is found here; the work of compiling is done when the pattern is first used.
  public static func compile(_ text: String) -> Result<Pattern, PatternError> {
    guard text.utf8.count <= maximumBytes else {
      return .failure(PatternError(message: "it has more than \(maximumBytes) bytes"))
    }
    return CompiledPattern.compile(text, isPattern: PatternShape.isKnown(text)).map {
      Pattern(text, $0)
    }
  }

  private init(_ text: String, _ compiled: CompiledPattern) {
    self.text = text
    self.compiled = compiled
  }

  /// Whether the pattern matches anywhere in the text.
  public func matches(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    text.withMemoryRebound(to: CChar.self) {
      cre2_match(compiled.handle, $0.baseAddress, 0, $0.count, nil, 0)
    }
  }

  /// Whether the pattern matches anywhere in the text.
  public func matches(_ text: String) -> Bool {
    var text = text
    return text.withUTF8 { matches($0) }
  }

  /// The ranges of the first match from an offset on and of its groups; `nil` where there is none.
  func firstMatch(
    in text: UnsafeBufferPointer<UInt8>, from start: Int
  ) -> [Range<Int>?]? {
    let count = groupCount + 1
    return withUnsafeTemporaryAllocation(of: Int.self, capacity: 2 * count) { offsets in
      let isFound = text.withMemoryRebound(to: CChar.self) {
        cre2_match(
          compiled.handle, $0.baseAddress, start, $0.count, offsets.baseAddress,
          Int32(count))
      }
      guard isFound else { return nil }
      return (0..<count).map { group in
        offsets[2 * group] < 0 ? nil : offsets[2 * group]..<offsets[2 * group + 1]
      }
    }
  }

  /// Calls `body` with each match that does not overlap the one before, until it says `false`;
  /// whether it never did.
  func forEachMatch(
    in text: UnsafeBufferPointer<UInt8>, _ body: ([Range<Int>?]) -> Bool
  ) -> Bool {
    var start = 0
    while start <= text.count, let groups = firstMatch(in: text, from: start), let whole = groups[0]
    {
      guard body(groups) else { return false }
      start = whole.isEmpty ? whole.upperBound + 1 : whole.upperBound
      while start < text.count, text[start] & 0xC0 == 0x80 { start += 1 }
    }
    return true
  }

  /// The named groups of the first match as text; `nil` where there is none.
  public func captures(in text: UnsafeBufferPointer<UInt8>) -> [String: String]? {
    // Finding groups costs far more than finding that there is a match.
    let names = groupNames
    if names.isEmpty { return matches(text) ? [:] : nil }
    guard let groups = firstMatch(in: text, from: 0) else { return nil }
    var captures: [String: String] = [:]
    for (group, name) in names {
      guard let range = groups[group] else { continue }
      captures[name] = String(decoding: text[range], as: UTF8.self)
    }
    return captures
  }
}

/// Why a text is no pattern.
public struct PatternError: Error, Sendable {
  /// RE2's own reason.
  public let message: String
}

/// Owns what RE2 made of a pattern.
///
/// A class, since it frees it. `@unchecked Sendable`: RE2 matches from many threads at once, and
/// the groups lie behind a lock.
private final class CompiledPattern: @unchecked Sendable {
  let handle: OpaquePointer
  private let read = Mutex<PatternGroups?>(nil)

  /// The groups of the pattern; asking for them compiles it.
  var groups: PatternGroups {
    read.withLock { read in
      if let read { return read }
      let count = Int(cre2_group_count(handle))
      var names: [Int: String] = [:]
      for group in stride(from: 1, through: count, by: 1) { names[group] = name(of: group) }
      let groups = PatternGroups(count: count, names: names)
      read = groups
      return groups
    }
  }

  private init(_ handle: OpaquePointer) { self.handle = handle }

  deinit { cre2_free(handle) }

  /// `isPattern` where the text is known to be one, so that RE2 need not be asked yet.
  static func compile(
    _ text: String, isPattern: Bool
  ) -> Result<CompiledPattern, PatternError> {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { message in
      message.initialize(repeating: 0)
      let handle = cre2_compile(
        text, text.utf8.count, Pattern.memoryBytes, isPattern, message.baseAddress, message.count)
      if let handle { return .success(CompiledPattern(handle)) }
      let reason = message.prefix { $0 != 0 }.map(UInt8.init(bitPattern:))
      return .failure(PatternError(message: String(decoding: reason, as: UTF8.self)))
    }
  }

  private func name(of group: Int) -> String? {
    var name = [CChar](repeating: 0, count: Pattern.maximumBytes)
    let length = cre2_group_name(handle, Int32(group), &name, name.count)
    guard length > 0 else { return nil }
    return String(decoding: name.prefix(length).map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}

/// How many groups a pattern has, and the names of those that have one.
private struct PatternGroups {
  let count: Int
  let names: [Int: String]
}
