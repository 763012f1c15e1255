internal import Incidents

/// Finds secrets in text: where they are, and nothing about what they mean.
///
/// Goes over the text once, a line at a time; what is coded is looked at decoded, too. The work is
/// bounded by the length of the text, whatever is in it. What is found errs on the side of secrets.
struct SecretFinder {
  private(set) var found: [Range<Int>] = []
  private let text: UnsafeBufferPointer<UInt8>
  /// How many times the text was decoded before: coded text in coded text is looked at, too.
  private let depth: Int
  /// How far names, addresses, blocks and tokens were looked at: nothing is looked at twice, so
  /// that the work stays linear whatever repeats in a text.
  private var nameEnd = 0
  private var addressEnd = 0
  private var blockEnd = 0
  private var tokenEnds = (capitals: 0, names: 0, base64: 0)
  /// How many more lines may belong to a block that began; 0 outside of blocks.
  private var blockLines = 0
  /// The marks of secrets that were redacted before, ascending.
  private var marks: [Range<Int>] = []

  /// How many letters of a token tell whether it looks like chance.
  private static let probe = 200
  /// The most letters of a value that is no secret in which names are looked for.
  private static let longValue = 256
  /// The most times that text is decoded.
  static let deepest = 2
  /// The most lines of one block.
  static let blockLimit = 400

  private init(_ text: UnsafeBufferPointer<UInt8>, depth: Int) {
    self.text = text
    self.depth = depth
  }

  /// The places of secrets in a text, ascending; none has a line end in it.
  static func secrets(in text: UnsafeBufferPointer<UInt8>, depth: Int = 0) -> [Range<Int>] {
    var finder = SecretFinder(text, depth: depth)
    finder.readLines()
    return finder.merged
  }

  /// The same for bytes at hand.
  static func secrets(in text: [UInt8], depth: Int = 0) -> [Range<Int>] {
    text.withUnsafeBufferPointer { secrets(in: $0, depth: depth) }
  }

  /// Whether a block begins in a line.
  static func beginsBlock(_ line: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
    let opener = SecretOpener.block.letters
    return line.indices.contains { line[$0] == 0x2D && line[$0...].starts(with: opener) }
  }

  private mutating func readLines() {
    var start = 0
    var before: Range<Int>?
    while start < text.count {
      var end = start
      while end < text.count, text[end] != 0x0A { end += 1 }
      let line = start..<end
      if blockLines > 0 { readBlock(line) }
      readLine(line)
      if let before { join(before, line) }
      before = line
      start = end + 1
    }
  }

  private var merged: [Range<Int>] {
    var merged: [Range<Int>] = []
    let parts = marks.isEmpty ? found : found.flatMap { withoutMarks($0) }
    for range in parts.sorted(by: { $0.lowerBound < $1.lowerBound }) where !range.isEmpty {
      if let last = merged.last, range.lowerBound <= last.upperBound {
        let end = max(last.upperBound, range.upperBound)
        merged[merged.count - 1] = last.lowerBound..<end
      } else {
        merged.append(range)
      }
    }
    return merged
  }

  /// What of a range is no mark.
  private func withoutMarks(_ range: Range<Int>) -> [Range<Int>] {
    var parts: [Range<Int>] = []
    var start = range.lowerBound
    var (low, high) = (0, marks.count)
    while low < high {
      let middle = (low + high) / 2
      if marks[middle].upperBound <= start { low = middle + 1 } else { high = middle }
    }
    for mark in marks[low...].prefix(while: { $0.lowerBound < range.upperBound }) {
      if start < mark.lowerBound { parts.append(start..<mark.lowerBound) }
      start = max(start, mark.upperBound)
    }
    if start < range.upperBound { parts.append(start..<range.upperBound) }
    return parts
  }

  private mutating func readLine(_ line: Range<Int>) {
    guard line.count >= 4 else { return }
    nameEnd = line.lowerBound
    OpenerIndex.standard.forEach(in: text, line) { look(at: $0, $1, in: line) }
    readRuns(of: line)
    guard depth < Self.deepest, let decoded = CodedText(text, line) else { return }
    for secret in Self.secrets(in: decoded.bytes, depth: depth + 1) {
      found.append(decoded.origin(of: secret))
    }
  }

  private mutating func look(at opener: SecretOpener, _ place: Int, in line: Range<Int>) {
    switch opener.kind {
    case .word: readName(around: place, in: line)
    case .token(let least, let letters):
      let end = tokenEnd(from: place, of: letters, in: line)
      guard end - place >= opener.letters.count + least, startsToken(place, line),
        isLikely(place + opener.letters.count..<end, after: opener)
      else { return }
      found.append(place..<end)
    case .address: readAddress(after: place + 3, in: line)
    case .oracle: readOracle(after: place + 5, in: line)
    case .block:
      guard place >= blockEnd else { return }
      blockLines = Self.blockLimit
      readBlock(place..<line.upperBound)
    case .scheme: readScheme(opener, at: place, in: line)
    case .webToken: readWebToken(at: place, in: line)
    case .login: readLogin(after: place + opener.letters.count, in: line)
    case .grant: readGrant(after: place + opener.letters.count, in: line)
    }
  }

  /// Whether no letter or digit stands before a place, so that something may begin there.
  private func startsToken(_ place: Int, _ line: Range<Int>) -> Bool {
    guard place > line.lowerBound else { return true }
    let before = text[place - 1]
    // `\nAKIA` and `%2FAKIA` are letters of a code and then a token.
    if place >= line.lowerBound + 2, text[place - 2] == 0x5C { return true }
    if place >= line.lowerBound + 3, text[place - 3] == 0x25 { return true }
    return !before.isAlphanumeric
  }

  private mutating func tokenEnd(
    from place: Int, of letters: SecretOpener.TokenLetters, in line: Range<Int>
  ) -> Int {
    let known =
      switch letters {
      case .capitals: tokenEnds.capitals
      case .names: tokenEnds.names
      case .base64: tokenEnds.base64
      }
    if place < known { return known }
    let end = end(from: place, in: line) { letters.contains($0) }
    switch letters {
    case .capitals: tokenEnds.capitals = end
    case .names: tokenEnds.names = end
    case .base64: tokenEnds.base64 = end
    }
    return end
  }

  /// Whether letters after an opener look like chance; short openers are words, too.
  private func isLikely(_ range: Range<Int>, after opener: SecretOpener) -> Bool {
    if case .token(_, .capitals) = opener.kind { return true }
    let range = range.prefix(Self.probe)
    let isMarked = opener.letters.count >= 4 && opener.letters.last != 0x2D
    return hasDigit(range) || ((isMarked || opener.letters.count > 4) && isMixed(range))
  }

  private func hasDigit(_ range: Range<Int>) -> Bool { range.contains { text[$0].isDigit } }

  private func end(
    from place: Int, in line: Range<Int>, while belongs: (UInt8) -> Bool
  ) -> Int {
    var end = place
    while end < line.upperBound, belongs(text[end]) { end += 1 }
    return end
  }
}

// What has a form of its own.
extension SecretFinder {
  /// The password in `user:password@host`, or in `:password@host`.
  private mutating func readAddress(after start: Int, in line: Range<Int>) {
    guard start >= addressEnd else { return }
    let limit = min(line.upperBound, start + 1_000)
    var colon: Int?
    var at: Int?
    var place = start
    while place < limit {
      let byte = text[place]
      if byte.isBlank || byte == 0x22 || byte == 0x3C || byte == 0x3E { break }
      if byte == UInt8(ascii: "/") || byte == UInt8(ascii: "?") || byte == UInt8(ascii: "#") {
        // Behind a port, or before any colon, the host is over; else it is part of a password.
        guard let colon, !(colon + 1..<place).allSatisfy({ text[$0].isDigit }) else { break }
        if at != nil { break }
      }
      if byte == UInt8(ascii: ":"), colon == nil { colon = place }
      if byte == UInt8(ascii: "@") { at = place }
      place += 1
    }
    // An address in the query of another one is looked at by itself.
    if at == nil { place = start + 1 }
    addressEnd = at.map { $0 + 1 } ?? min(place, limit)
    guard let colon, let at, colon + 1 < at, !isPlaceholder(colon + 1..<at) else { return }
    found.append(colon + 1..<at)
  }

  private mutating func readOracle(after start: Int, in line: Range<Int>) {
    let place = start..<min(line.upperBound, start + 300)
    let end = end(from: start, in: place) { !$0.isBlank && $0 != 0x40 && !$0.isQuote }
    guard end < line.upperBound, text[end] == 0x40,
      let slash = (start..<end).first(where: { text[$0] == UInt8(ascii: "/") }), slash + 1 < end,
      slash > start
    else { return }
    found.append(slash + 1..<end)
  }

  /// `-u user:password`; two numbers are a user and a group.
  private mutating func readLogin(after place: Int, in line: Range<Int>) {
    let start = end(from: place, in: line) { $0.isQuote }
    let end = end(from: start, in: line) { !$0.isBlank && !$0.isQuote }
    guard let colon = (start..<end).first(where: { text[$0] == 0x3A }), colon + 1 < end,
      colon > start, !(colon + 1..<end).allSatisfy({ text[$0].isDigit }), text[colon + 1] != 0x2F,
      !isPlaceholder(colon + 1..<end)
    else { return }
    found.append(colon + 1..<end)
  }

  /// `Bearer abc…`, `Basic dXNlcjp…`: only what looks like it, since both are words as well.
  private mutating func readScheme(_ opener: SecretOpener, at place: Int, in line: Range<Int>) {
    guard startsToken(place, line) else { return }
    let start = end(from: place + opener.letters.count, in: line) {
      $0.isBlank || $0 == 0x3A || $0 == 0x3D
    }
    guard start > place + opener.letters.count else { return }
    let value = start..<tokenEnd(from: start, of: .base64, in: line)
    let beginning = value.prefix(Self.probe)
    if opener.letters.count == 5 {
      guard let plain = Base64Text.decoded(text, beginning), plain.contains(UInt8(ascii: ":"))
      else { return }
      found.append(value)
    } else if value.count >= 12, hasDigit(beginning) || isMixed(beginning),
      text[beginning].drop(while: { $0 != 0x3D }).allSatisfy({ $0 == 0x3D })
    {
      found.append(value)
    }
  }

  private mutating func readWebToken(at place: Int, in line: Range<Int>) {
    guard startsToken(place, line) else { return }
    let end = tokenEnd(from: place, of: .names, in: line)
    guard end - place >= 10, end < line.upperBound, text[end] == UInt8(ascii: ".") else { return }
    let whole = self.end(from: place, in: line) {
      SecretOpener.TokenLetters.names.contains($0) || $0 == UInt8(ascii: ".")
    }
    guard whole - end > 8 else { return }
    found.append(place..<whole)
  }

  /// `IDENTIFIED BY 'x'`, `IDENTIFIED WITH plugin BY 'x'`.
  private mutating func readGrant(after place: Int, in line: Range<Int>) {
    let limit = min(line.upperBound, place + 80)
    guard let quote = (place..<max(place, limit)).first(where: { text[$0].isQuote }) else { return }
    let end = end(from: quote + 1, in: line) { $0 != text[quote] }
    found.append(quote + 1..<end)
  }

  /// The lines of a block are secret as far as they are code: what stands before them is not.
  private mutating func readBlock(_ line: Range<Int>) {
    blockLines -= 1
    blockEnd = line.upperBound
    var place = line.lowerBound
    while place < line.upperBound {
      let end = end(from: place, in: line) {
        SecretOpener.TokenLetters.base64.contains($0) || $0 == 0x5C
      }
      let isMark = end - place >= 5 && (place..<place + 5).allSatisfy { text[$0] == 0x2D }
      if isMark, end > place + 5, text[place + 5] == UInt8(ascii: "E") {
        blockLines = 0
        blockEnd = place
        return
      }
      let begins = isMark && text[min(place + 5, line.upperBound - 1)] == UInt8(ascii: "B")
      if end - place >= 16, !begins || isMixed(place + 10..<end) {
        let start = begins ? place + 10 : place
        if isMixed(start..<end) || hasDigit(start..<end) {
          found.append(start..<end)
        }
      } else if end > place, end - place < 16 {
        // The last line of a key may be short.
        let rest = self.end(from: end, in: line) { $0.isBlank || $0 == 0x0D }
        let isLast = rest == line.upperBound || text[rest] == 0x2D
        if isLast, hasDigit(place..<end) || text[end - 1] == 0x3D || isMixed(place..<end) {
          found.append(place..<end)
        }
      }
      place = max(end, place) + 1
    }
  }

  /// Whether there are small and capital letters.
  func isMixed(_ range: Range<Int>) -> Bool {
    range.contains { text[$0].isSmall } && range.contains { text[$0].isCapital }
  }
}

// Runs of letters that nothing announces.
extension SecretFinder {
  /// Looks at long runs: keys of forty letters, and text in base64 that has secrets in it.
  private mutating func readRuns(of line: Range<Int>) {
    var start = line.lowerBound
    for place in line {
      let byte = text[place]
      if byte.isAlphanumeric || byte == 0x2F || byte == 0x2B || byte == 0x5F || byte == 0x2D {
        continue
      }
      if place - start >= 16 { readRun(start..<place, in: line) }
      start = place + 1
    }
    if line.upperBound - start >= 16 { readRun(start..<line.upperBound, in: line) }
  }

  private mutating func readRun(_ run: Range<Int>, in line: Range<Int>) {
    guard isMixed(run) else { return }
    if run.count == 40, isRandomKey(run) { found.append(run) }
    guard depth < Self.deepest, run.count <= 1 << 16 else { return }
    let end = end(from: run.upperBound, in: line) { $0 == 0x3D }
    guard let plain = Base64Text.decoded(text, run) else { return }
    if !Self.secrets(in: plain, depth: depth + 1).isEmpty {
      found.append(run.lowerBound..<min(end, run.upperBound + 2))
    }
  }

  /// Whether forty letters are as mixed as chance makes them: paths and names of classes are not.
  private func isRandomKey(_ run: Range<Int>) -> Bool {
    var kinds: [UInt8] = []
    var counts = (capital: 0, small: 0, digit: 0, slash: 0)
    for place in run {
      let byte = text[place]
      if byte.isCapital {
        counts.capital += 1
        kinds.append(0)
      } else if byte.isSmall {
        counts.small += 1
        kinds.append(1)
      } else if byte.isDigit {
        counts.digit += 1
        kinds.append(2)
      } else if byte == 0x2F || byte == 0x2B {
        counts.slash += 1
        kinds.append(3)
      } else {
        return false
      }
    }
    let changes = zip(kinds, kinds.dropFirst()).count { $0 != $1 }
    return counts.capital >= 5 && counts.small >= 5 && counts.digit >= 1 && counts.slash <= 6
      && changes >= 14
  }
}

// Two lines that were one.
extension SecretFinder {
  /// The most letters of a line that are looked at together with those of the next.
  private static let seamLetters = 160

  /// Looks for what was cut by a line end: the end of one line and the first word of the next.
  private mutating func join(_ before: Range<Int>, _ after: Range<Int>) {
    let trimmed = before.upperBound - (before.last.map { text[$0] == 0x0D ? 1 : 0 } ?? 0)
    guard depth < Self.deepest, trimmed > before.lowerBound, !text[trimmed - 1].isBlank else {
      return
    }
    let headEnd = end(from: after.lowerBound, in: after) {
      SecretOpener.TokenLetters.base64.contains($0) || $0 == 0x25
    }
    let head = after.lowerBound..<min(headEnd, after.lowerBound + 2_000)
    guard !head.isEmpty, !beginsRecord(head, in: after) else { return }
    let start = max(before.lowerBound, min(trimmed - Self.seamLetters, wordStart(before, trimmed)))
    var bytes = Array(text[start..<trimmed])
    let seam = bytes.count
    bytes += text[head]
    for secret in Self.secrets(in: bytes, depth: Self.deepest)
    where secret.lowerBound < seam && secret.upperBound > seam {
      found.append(start + secret.lowerBound..<trimmed)
      found.append(head.lowerBound..<head.lowerBound + secret.upperBound - seam)
    }
  }

  /// Where the last word of a line begins, as far as is looked.
  private func wordStart(_ line: Range<Int>, _ end: Int) -> Int {
    var start = end
    while start > line.lowerBound, end - start < 2_000, !text[start - 1].isBlank { start -= 1 }
    return start
  }

  /// Whether a line begins something new, and so does not go on with the one before it.
  private func beginsRecord(_ head: Range<Int>, in line: Range<Int>) -> Bool {
    if head.upperBound < line.upperBound {
      let next = text[head.upperBound]
      let isCode = hasDigit(head) && head.contains { text[$0].isCapital || text[$0].isSmall }
      if next == 0x3A, !isCode { return true }
    }
    // `user=…` is a setting of its own; `…==` is the end of a code.
    if let sign = head.first(where: { text[$0] == 0x3D }), sign + 2 < head.upperBound {
      return true
    }
    let word = head.map { text[$0] }.prefix(5)
    let marks = Array("-/:".utf8)
    let isDate =
      word.count == 5 && word.prefix(2).allSatisfy(\.isDigit)
      && (marks.contains(word[2]) || (word[3].isDigit && marks.contains(word[4])))
    let isWord = !hasDigit(head) && head.dropFirst().allSatisfy { text[$0].isSmall }
    if isDate || isWord { return true }
    return LogStream.recordHead(of: Array(text[line].prefix(120))[...]) != nil
  }
}

// Settings: a name that says that its value is secret, and the value.
extension SecretFinder {
  private mutating func readName(around place: Int, in line: Range<Int>) {
    guard place >= nameEnd else { return }
    if place > line.lowerBound, let end = Redactor.markEnd(text, place - 1, line.upperBound) {
      marks.append(place - 1..<end)
      nameEnd = end
      return
    }
    var start = place
    while start > line.lowerBound, isOfName(text[start - 1]), place - start < 200 { start -= 1 }
    let end = end(from: place, in: line) { isOfName($0) }
    nameEnd = end
    let setting = SecretSetting(text, name: widened(start..<end, in: line), line: line)
    guard let value = setting.value else {
      // A long value that is none is not gone over again for each name in it.
      if setting.end - end > Self.longValue { nameEnd = setting.end }
      return
    }
    if !isPlaceholder(value) { found.append(value) }
    nameEnd = max(nameEnd, value.upperBound)
  }

  private func isOfName(_ byte: UInt8) -> Bool {
    byte.isAlphanumeric || byte == 0x5F || byte == 0x2D || byte == 0x2E
  }

  /// A name with the two words before it, where it says little by itself: `secret access key`.
  private func widened(_ name: Range<Int>, in line: Range<Int>) -> Range<Int> {
    guard name.count == 3 else { return name }
    var start = name.lowerBound
    for _ in 0..<2 {
      guard start - 1 > line.lowerBound, text[start - 1] == 0x20 else { break }
      var word = start - 1
      while word > line.lowerBound, text[word - 1].isAlphanumeric { word -= 1 }
      guard word < start - 1 else { break }
      start = word
    }
    return start..<name.upperBound
  }

  private func isPlaceholder(_ value: Range<Int>) -> Bool {
    SecretSetting.isPlaceholder(UnsafeBufferPointer(rebasing: text[value]))
  }
}
