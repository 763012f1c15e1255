/// The functions on patterns that are not known before: those that are have an instruction.
enum Patterns {
  static func matches(_ arguments: Arguments, _ workspace: inout Workspace) -> Cell {
    guard let text = arguments.text(0), let pattern = arguments.text(1) else {
      return .fault(.noSuchOverload)
    }
    guard let compiled = compile(pattern, for: text, &workspace) else { return .fault(.badPattern) }
    return workspace.budget < 0 ? .fault(.tooExpensive) : Cell(compiled.matches(text))
  }

  private static func compile(
    _ pattern: UnsafeBufferPointer<UInt8>, for text: UnsafeBufferPointer<UInt8>,
    _ workspace: inout Workspace
  ) -> Pattern? {
    // Compiling costs about as much as reading some thousand bytes.
    workspace.budget -= 200 + pattern.count * 16 + text.count / 4
    return try? Pattern.compile(String(decoding: pattern, as: UTF8.self)).get()
  }

  static func extract(_ arguments: Arguments, _ workspace: inout Workspace) -> Cell {
    guard let text = arguments.text(0), let pattern = arguments.text(1) else {
      return .fault(.noSuchOverload)
    }
    guard let compiled = compile(pattern, for: text, &workspace), compiled.groupCount <= 1 else {
      return .fault(.badPattern)
    }
    guard let groups = compiled.firstMatch(in: text, from: 0) else { return Cell(.optional) }
    guard let range = groups[min(1, compiled.groupCount)] else { return Cell(.optional) }
    return workspace.optional(
      Cell(.string, bytes: UnsafeBufferPointer(rebasing: text[range])))
  }

  static func extractAll(_ arguments: Arguments, _ workspace: inout Workspace) -> Cell {
    guard let text = arguments.text(0), let pattern = arguments.text(1) else {
      return .fault(.noSuchOverload)
    }
    guard let compiled = compile(pattern, for: text, &workspace), compiled.groupCount <= 1 else {
      return .fault(.badPattern)
    }
    var found: [Cell] = []
    let isWithinBudget = compiled.forEachMatch(in: text) { groups in
      if let range = groups[min(1, compiled.groupCount)] {
        found.append(Cell(.string, bytes: UnsafeBufferPointer(rebasing: text[range])))
      }
      return workspace.charge(64) == nil
    }
    return isWithinBudget ? workspace.list(found) : .fault(.tooExpensive)
  }

  /// Replaces matches; `\1` in the replacement is the first group.
  static func replace(_ arguments: Arguments, _ workspace: inout Workspace) -> Cell {
    guard let text = arguments.text(0), let pattern = arguments.text(1),
      let replacement = arguments.text(2), let limit = arguments.int(3, otherwise: -1)
    else { return .fault(.noSuchOverload) }
    guard let compiled = compile(pattern, for: text, &workspace),
      let parts = replacementParts(replacement, groups: compiled.groupCount)
    else { return .fault(.badPattern) }
    var result: [UInt8] = []
    var start = 0
    var left = limit < 0 ? Int.max : limit
    let isWithinBudget = compiled.forEachMatch(in: text) { groups in
      guard left > 0, let whole = groups[0] else { return true }
      left -= 1
      result += text[start..<whole.lowerBound]
      for part in parts {
        switch part {
        case .text(let bytes): result += bytes
        case .group(let group): if let range = groups[group] { result += text[range] }
        }
      }
      start = whole.upperBound
      return workspace.charge(64 + replacement.count) == nil
        && result.count <= ConditionLimits.evaluationBytes
    }
    guard isWithinBudget else { return .fault(.tooExpensive) }
    return workspace.text(.string, result + text[start...])
  }

  private enum ReplacementPart {
    case text([UInt8])
    case group(Int)
  }

  private static func replacementParts(
    _ text: UnsafeBufferPointer<UInt8>, groups: Int
  ) -> [ReplacementPart]? {
    var parts: [ReplacementPart] = []
    var offset = 0
    while offset < text.count {
      if text[offset] != UInt8(ascii: "\\") {
        parts.append(.text([text[offset]]))
        offset += 1
        continue
      }
      guard offset + 1 < text.count else { return nil }
      let sign = text[offset + 1]
      if sign == UInt8(ascii: "\\") {
        parts.append(.text([sign]))
      } else {
        guard Lexer.isDigit(sign), Int(sign - 0x30) <= groups else { return nil }
        parts.append(.group(Int(sign - 0x30)))
      }
      offset += 2
    }
    return parts
  }
}
