internal import Configurations
internal import Decisions
internal import Healing
internal import Learning

/// The file in which a project keeps what was learned.
enum LearnedValues {
  /// Where it lies in a project.
  static let path = "policies/learned/action-values.tsv"

  /// Reads a file of values; `nil` where there is none.
  static func file(at path: String) throws(LoadFailure) -> ValueFile? {
    let bytes: [UInt8]?
    do throws(RecordingError) { bytes = try WholeFile.bytes(path) } catch {
      throw .message("\(error)")
    }
    guard let bytes else { return nil }
    do throws(ValueFileError) {
      return try ValueFile(reading: String(decoding: bytes, as: UTF8.self))
    } catch {
      throw .message("\(path): \(error); `kintsugi train` writes such files")
    }
  }
}

extension ProjectFolder {
  /// What was learned, as far as it is of the policy's states; says what is not.
  ///
  /// Without a file the prior decides everywhere.
  func values(for policy: Policy) throws(LoadFailure) -> ActionValues {
    let path = place(of: LearnedValues.path)
    guard let file = try LearnedValues.file(at: path) else { return .none }
    let (values, lost) = file.values(for: policy)
    if !lost.isEmpty {
      Terminal.err(
        "kintsugi: \(path): \(lost.count) of \(file.lines.count) learned values are of states or "
          + "actions that the policy has no more, and do not count; the prior decides there\n")
    }
    return values
  }
}
