internal import AWS
internal import FoundationEssentials
public import Healing

// The configurations that incidents were opened under.
extension DynamoDBJournal {
  public func keep(_ configuration: KeptConfiguration) async throws(JournalError) {
    let fingerprint = configuration.fingerprint
    let what = "the configuration \(fingerprint)"
    let first = JournalKey.configuration(fingerprint)
    if try await item(first, what) != nil { return }
    let text: String
    do {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      text = String(decoding: try encoder.encode(configuration.files), as: UTF8.self)
    } catch {
      throw .cannotWrite(what: what, reason: "\(error)")
    }
    let parts = JournalDraft.parts(of: text)
    // The first part last: with it the whole is there.
    for (index, part) in parts.enumerated().reversed() {
      var item = JournalKey.configuration(fingerprint, part: index)
      item["body"] = .string(part)
      if index == 0 { item["parts"] = .number(parts.count) }
      _ = try await write(.put(item), what)
    }
  }

  public func configuration(
    _ fingerprint: String
  ) async throws(JournalError) -> KeptConfiguration? {
    let what = "the configuration \(fingerprint)"
    guard let first = try await item(JournalKey.configuration(fingerprint), what) else {
      return nil
    }
    var text = first["body"]?.text ?? ""
    for part in 1..<max(1, first["parts"]?.integer ?? 1) {
      let item = try await item(JournalKey.configuration(fingerprint, part: part), what)
      guard let body = item?["body"]?.text else {
        throw .damaged(what: what, reason: "a part of it is missing")
      }
      text += body
    }
    do {
      let files = try JSONDecoder().decode([KeptConfiguration.File].self, from: Data(text.utf8))
      return KeptConfiguration(fingerprint: fingerprint, files: files)
    } catch {
      throw .damaged(what: what, reason: "it cannot be read")
    }
  }
}
