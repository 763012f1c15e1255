internal import Evaluations

/// What makes the same record and the same page again.
struct ReproductionSection {
  private let record: EvaluationRecord

  init(_ reading: RecordReading) { record = reading.record }

  /// Where `kintsugi evaluate` begins to count seeds.
  private static let firstSeed: UInt64 = 42

  var html: HTMLText {
    """
    <p>The same files, seeds and counts give the same record to the byte, on any number of \
    threads; the same record gives this page to the byte.</p>
    <dl>
    <dt>World</dt><dd>\(record.world)</dd>
    <dt>Digest of the world</dt><dd><code>\(record.worldDigest)</code></dd>
    <dt>Configuration</dt><dd><code>\(record.configuration)</code></dd>
    <dt>Seeds</dt><dd>\(Figure.seeds(record.seeds))</dd>
    <dt>Incidents of each seed</dt><dd>\(Figure.count(record.incidents))</dd>
    <dt>Incidents learned from</dt><dd>\(Figure.count(record.lessons))</dd>
    <dt>Mixes</dt><dd>\(record.mixes.map(\.name).joined(separator: ", "))</dd>
    </dl>
    \(command)
    """
  }

  private var command: HTMLText {
    let expected = record.seeds.indices.map { Self.firstSeed &+ UInt64($0) }
    let only: HTMLText =
      record.seeds == expected
      ? ""
      : "<p class=\"soft\">The seeds are not those from 42 on, which the command counts by.</p>\n"
    return """
      <p>In the folder of the project, where WORLD is the file with the digest above:</p>
      <pre><code>kintsugi evaluate --world WORLD --seeds \(record.seeds.count) \
      --incidents \(record.incidents) --episodes \(record.lessons) -o json=evaluation.json
      kintsugi report evaluation.json --to evaluation.html</code></pre>
      \(only)
      """
  }
}
