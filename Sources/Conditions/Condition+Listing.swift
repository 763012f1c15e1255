extension Condition {
  /// The compiled code, an instruction a line, for people.
  public var listing: [String] {
    let text = Array(text.utf8)
    return (0..<program.count).map { index in
      let step = program.code[index]
      let range = program.ranges[index]
      let part = String(
        decoding: text[Int(range.lowerBound)..<Int(range.upperBound)], as: UTF8.self)
      let operands = program.operands(of: Int32(index)).map { "%\($0)" }.joined(separator: " ")
      let mark = Int32(index) == program.root ? "=" : " "
      return "\(mark)%\(index) \(step.operation) \(operands)  // \(part.short)"
    }
  }
}
