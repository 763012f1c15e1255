/// A name with its value, in any of the ways in which people write settings.
struct SecretSetting {
  /// The value's place where it is secret; `nil` where the name, the value or what stands between
  /// them says otherwise.
  private(set) var value: Range<Int>?
  /// How far was looked for a value.
  private(set) var end: Int

  private let text: UnsafeBufferPointer<UInt8>
  private let line: Range<Int>
  private let name: Range<Int>

  /// How a value is tied to its name.
  private enum Tie {
    /// `=`, `=>`, `:=`, a colon in JSON, an option of a command line.
    case firm
    /// A colon, a space or `is`: it may be a sentence as well.
    case loose
  }

  init(_ text: UnsafeBufferPointer<UInt8>, name: Range<Int>, line: Range<Int>) {
    self.text = text
    self.line = line
    self.name = name
    end = name.upperBound
    guard let family = SecretName.family(of: Self.withoutOption(text[name])),
      let (tie, start) = tie,
      !Redactor.hasMark(UnsafeBufferPointer(rebasing: text[start..<line.upperBound]))
    else { return }
    let (found, isQuoted, isLast) = value(from: start, family)
    end = found.upperBound
    guard !found.isEmpty, isSecret(found, family, tie, isQuoted: isQuoted, isLast: isLast) else {
      return
    }
    value = found
  }

  /// A name without the `-D` of a property on Java's command line.
  private static func withoutOption(
    _ name: Slice<UnsafeBufferPointer<UInt8>>
  ) -> Slice<UnsafeBufferPointer<UInt8>> {
    name.starts(with: "-D".utf8) ? name.dropFirst(2) : name
  }

  /// What ties a value to the name, and where the value begins.
  private var tie: (Tie, start: Int)? {
    var place = name.upperBound
    // The quote that closes the name in JSON, in JSON in JSON, and in a subscript.
    var isQuotedName = false
    while let byte = byte(place), byte.isQuote || byte == 0x5C || byte == 0x5D {
      isQuotedName = true
      place += 1
    }
    let afterName = place
    if let start = elementStart(place) { return (.firm, start) }
    while let byte = byte(place), byte.isBlank { place += 1 }
    guard let sign = byte(place) else { return nil }
    if sign == UInt8(ascii: ","), isQuotedName, isFirstArgument {
      // `set("password", "x")`.
      let start = skippingBlanks(place + 1)
      return byte(start).map { $0.isQuote || $0 == 0x5C } == true ? (.firm, start) : nil
    }
    if sign == UInt8(ascii: "=") {
      place += 1
      if byte(place) == UInt8(ascii: "=") { return nil }
      if byte(place) == UInt8(ascii: ">") { place += 1 }
      return (.firm, skippingBlanks(place))
    }
    if sign == UInt8(ascii: ":") {
      place += 1
      if byte(place) == UInt8(ascii: "=") { return (.firm, skippingBlanks(place + 1)) }
      return (isQuotedName ? .firm : .loose, skippingBlanks(place))
    }
    guard !isQuotedName, place > afterName else { return nil }
    if isOption { return sign == 0x2D ? nil : (.firm, place) }
    if let word = wordEnd(place, "is") ?? wordEnd(place, "was") ?? wordEnd(place, "to") {
      return (.loose, skippingBlanks(word))
    }
    return (.loose, place)
  }

  /// Whether the name is the first of a list in parentheses.
  private var isFirstArgument: Bool {
    var place = name.lowerBound - 1
    while place >= line.lowerBound, text[place].isQuote || text[place] == 0x5C { place -= 1 }
    return place >= line.lowerBound && text[place] == 0x28
  }

  /// Where the value of an XML element begins: `<password>x<`, `<name>password</name> <value>x<`.
  private func elementStart(_ end: Int) -> Int? {
    guard name.lowerBound > line.lowerBound, byte(end) == 0x3E || byte(end) == 0x3C else {
      return nil
    }
    let before = text[name.lowerBound - 1]
    if byte(end) == 0x3E { return before == 0x3C ? end + 1 : nil }
    var place = end
    for _ in 0..<2 {
      place = skippingBlanks(place)
      guard byte(place) == 0x3C else { return nil }
      while let byte = byte(place), byte != 0x3E, place - end < 60 { place += 1 }
      place += 1
    }
    return before == 0x3E && place < line.upperBound ? place : nil
  }

  /// Whether the name is an option, as `--db-password`.
  private var isOption: Bool {
    name.count > 2 && text[name.lowerBound] == 0x2D && text[name.lowerBound + 1] == 0x2D
  }

  private func byte(_ place: Int) -> UInt8? { place < line.upperBound ? text[place] : nil }

  private func skippingBlanks(_ start: Int) -> Int {
    var place = start
    while let byte = byte(place), byte.isBlank { place += 1 }
    return place
  }

  private func wordEnd(_ place: Int, _ word: StaticString) -> Int? {
    let end = place + word.utf8CodeUnitCount
    guard end < line.upperBound, text[end].isBlank || text[end] == 0x3A else { return nil }
    for index in 0..<word.utf8CodeUnitCount
    where text[place + index].small != word.utf8Start[index] {
      return nil
    }
    return end + 1
  }

  /// The value from a place on, whether it stands in quotes, and whether nothing follows it.
  private func value(
    from start: Int, _ family: SecretName.Family
  ) -> (Range<Int>, isQuoted: Bool, isLast: Bool) {
    var place = start
    while byte(place) == 0x5C { place += 1 }
    if let quote = byte(place), quote.isQuote {
      var end = place + 1
      while let byte = byte(end), byte != quote {
        // A quote after a backslash belongs to the value, unless the name is in such quotes, too.
        let isEscaped = byte == 0x5C && start == place && self.byte(end + 1) != nil
        if byte == 0x5C, !isEscaped { break }
        end += isEscaped ? 2 : 1
      }
      return (place + 1..<min(end, line.upperBound), true, true)
    }
    if family == .header { return (headerValue(from: place), false, true) }
    var end = place
    while let byte = byte(end), end - place < Self.longest, !byte.isBlank, !byte.isQuote,
      byte != 0x5C || !isQuoteAhead(end),
      byte != 0x3C || end == place, byte >= 0x20
    {
      if isEnd(byte, at: end) { break }
      end += 1
    }
    while end > place, ")}],;.>".utf8.contains(text[end - 1]) { end -= 1 }
    let rest = skippingBlanks(end)
    let isLast =
      byte(rest).map { ",;&)}]\"'\r".utf8.contains($0) || $0 == 0x5C } ?? true
      || isSetting(rest)
    return (place..<end, false, isLast)
  }

  /// The most letters of a value without quotes.
  private static let longest = 4_000

  private func isQuoteAhead(_ place: Int) -> Bool { byte(place + 1)?.isQuote ?? false }

  /// Whether a mark ends the value: a comma, semicolon or ampersand with another setting after it.
  private func isEnd(_ byte: UInt8, at place: Int) -> Bool {
    guard byte == 0x2C || byte == 0x3B || byte == 0x26 else { return false }
    guard let next = self.byte(place + 1) else { return true }
    return next.isBlank || next.isQuote || isSetting(place + 1)
  }

  /// Whether a setting begins at a place.
  private func isSetting(_ start: Int) -> Bool {
    var place = start
    while let byte = byte(place),
      byte.isAlphanumeric || byte == 0x5F || byte == 0x2D || byte == 0x2E
    { place += 1 }
    guard place > start, place - start < 100, let sign = byte(place) else { return false }
    return sign == 0x3D || sign == 0x3A || (text[start] == 0x2D && sign.isBlank)
  }

  /// A header's value to its end: the scheme stays, what follows goes.
  private func headerValue(from start: Int) -> Range<Int> {
    var end = start
    while let byte = byte(end), !byte.isQuote, byte != 0x0D { end += 1 }
    if text[name].suffix(6).map(\.small).elementsEqual("cookie".utf8) { return start..<end }
    let word = (start..<end).first { text[$0].isBlank } ?? end
    return word < end ? skippingBlanks(word)..<end : start..<end
  }
}

// What values say for themselves.
extension SecretSetting {
  private func isSecret(
    _ value: Range<Int>, _ family: SecretName.Family, _ tie: Tie, isQuoted: Bool, isLast: Bool
  ) -> Bool {
    let letters = UnsafeBufferPointer(rebasing: text[value])
    if isCode(letters) && !isQuoted { return false }
    let hasDigit = letters.contains { $0.isDigit }
    let hasLetter = letters.contains { $0.isSmall || $0.isCapital }
    let isStrong = hasDigit && hasLetter
    switch (family, tie) {
    case (.password, .firm): return !(isFolder(letters) && isWorkingFolder)
    case (.password, .loose):
      // `PASS: x` and `pass x` are said of tests and arguments.
      if name.count == 4, !isStrong || !isColon || !text[name].allSatisfy(\.isSmall) {
        return false
      }
      let isSentence = !isQuoted && !isColon && !isStrong
      if isSentence { return false }
      return isQuoted || isStrong || (isLast && letters.count >= 3)
    case (.header, .firm), (.header, .loose):
      return tie == .firm || (isColon && letters.count >= 8)
    case (.token, .firm):
      if letters.starts(with: "arn:".utf8) || isFolder(letters) { return false }
      // `token = Operator` is a line of a program.
      let isToken = text[name].suffix(5).map(\.small).elementsEqual("token".utf8)
      let isSpaced = byte(name.upperBound) == 0x20 && !isQuoted && (isToken || isLongName)
      if isSpaced, letters.first == 0x28 || (!hasDigit && letters.count < 20) { return false }
      return letters.count >= (hasDigit ? 5 : 4) && (hasLetter || letters.count >= 8)
        && !(isLongName && letters.count < 20 && !isStrong)
    case (.token, .loose):
      if letters.starts(with: "arn:".utf8) || isFolder(letters) { return false }
      return isStrong && isOneWord(letters) && letters.count >= (isColon && isLast ? 8 : 14)
    }
  }

  /// Whether a colon ties the value.
  private var isColon: Bool {
    var place = name.upperBound
    while let byte = byte(place), byte.isBlank || byte.isQuote || byte == 0x5C { place += 1 }
    return byte(place) == 0x3A
  }

  /// `PWD` is a folder, too.
  private var isWorkingFolder: Bool { name.count <= 6 }

  /// `SignatureVersion`-like names and `auth` need a value that looks like a secret.
  private var isLongName: Bool {
    let last = text[name].suffix(4).map(\.small)
    return last.elementsEqual("auth".utf8) || last.elementsEqual("ture".utf8)
  }

  private func isFolder(_ value: UnsafeBufferPointer<UInt8>) -> Bool {
    guard value.count != 40 else { return false }
    let slashes = value.count { $0 == UInt8(ascii: "/") }
    return value.first == UInt8(ascii: "/") && slashes >= 2
  }

  private func isOneWord(_ value: UnsafeBufferPointer<UInt8>) -> Bool {
    value.allSatisfy { $0 > 0x20 && $0 != 0x28 && $0 != 0x29 }
  }

  /// Whether the value is a call, a subscript or another name, as in the lines of a traceback.
  private func isCode(_ value: UnsafeBufferPointer<UInt8>) -> Bool {
    let name = value.prefix { $0.isAlphanumeric || $0 == 0x5F || $0 == 0x2E }
    if name.count < value.count {
      let mark = value[name.count]
      return !name.isEmpty && (mark == 0x28 || mark == 0x5B) && !name.contains { $0.isDigit }
    }
    guard !value.contains(where: { $0.isDigit }),
      value.contains(where: { $0 == 0x5F || $0 == 0x2E })
    else { return false }
    return SecretName.family(of: value) != nil
  }

  /// Whether the value stands for another: masks, variables, words that say that there is one.
  static func isPlaceholder(_ value: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let first = value.first else { return true }
    if Redactor.isPlaceholder(value) { return true }
    let isMask = value.count >= 3 && value.allSatisfy { $0 == first }
    if value.starts(with: "**".utf8) || isMask { return true }
    if let last = value.last {
      let pairs: [(StaticString, UInt8)] = [
        ("${", 0x7D), ("{{", 0x7D), ("<", 0x3E), ("[", 0x5D), ("%(", 0x73), ("{", 0x7D),
      ]
      for (start, end) in pairs
      where last == end
        && value.starts(
          with: UnsafeBufferPointer(start: start.utf8Start, count: start.utf8CodeUnitCount))
      {
        return true
      }
    }
    if first == UInt8(ascii: "$"), value.dropFirst().allSatisfy({ $0.isCapital || $0 == 0x5F }) {
      return true
    }
    guard value.count <= 16 else { return false }
    return words.contains(String(decoding: value.map(\.small), as: UTF8.self))
  }

  private static let words: Set<String> = [
    "yes", "no", "true", "false", "null", "none", "nil", "undefined", "empty", "password", "passwd",
    "pass", "pwd", "secret", "token", "redacted", "masked", "hidden", "removed", "string", "str",
    "required", "optional", "unknown", "n/a", "?", "%s", "{}", "[]", "\"\"", "not", "set",
    "missing",
    "invalid", "incorrect", "wrong", "expired", "failed", "bearer", "basic", "credentials", "is",
    "and", "or", "for", "the", "in", "of", "to", "was", "must", "with", "file", "<redacted>",
    "(redacted)", "self.password", "encrypted", "default", "sha256", "sha1", "md5",
    "authentication",
  ]
}
