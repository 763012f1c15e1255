internal import Glibc

/// What a program prints.
enum ProcessOutput {
  /// The most bytes that are taken in.
  private static let limit = 1 << 16

  /// Runs a command line of the shared files in a shell, and gives what it prints.
  ///
  /// The command comes from the caller's own configuration, never from evidence.
  static func bytes(
    of command: String, called name: String
  ) throws(AWSError) -> [UInt8] {
    guard let stream = popen(command, "re") else { throw .unusable("\(name) cannot be started") }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while bytes.count <= limit {
      let count = fread(&buffer, 1, buffer.count, stream)
      if count == 0 { break }
      bytes += buffer[..<count]
    }
    let status = pclose(stream)
    guard status == 0 else { throw .unusable("\(name) ended with status \(status >> 8 & 0xFF)") }
    guard bytes.count <= limit else { throw .unusable("\(name) printed more than 64 KiB") }
    return bytes
  }
}
