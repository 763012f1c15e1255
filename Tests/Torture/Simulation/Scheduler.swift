internal import Incidents

/// Lets coroutines run one at a time, in an order that a seed chooses, in a time that is made up.
///
/// Whoever looks outside comes to a point, where it is parked; the loop of `run` wakes exactly one,
/// and waits until that one is parked again or over. To crash is never to be woken again.
///
/// `@unchecked Sendable`: only the loop or the one coroutine that it woke is at work at any time,
/// and each hand-over is the resumption of a continuation, which orders what came before it.
final class Scheduler: @unchecked Sendable {
  private(set) var now: Timestamp
  var random: Random
  var trace = Trace()
  private var parked: [Parked] = []
  private var starting: [Start] = []
  private var agenda: [Appointment] = []
  private var loop: UnsafeContinuation<Void, Never>?
  private var coroutines = 0
  private(set) var steps = 0

  /// The most steps that one simulation may take: more is no quiescence.
  static let maximumSteps = 60_000

  private struct Parked {
    let coroutine: Int
    let due: Timestamp
    let point: String
    let canDie: Bool
    let continuation: UnsafeContinuation<Void, Never>
  }

  private struct Start {
    let coroutine: Int
    let work: @Sendable (Int) async -> Void
  }

  private struct Appointment {
    let due: Timestamp
    let work: () -> Void
  }

  /// Asked at each point of a coroutine that can die; `true` kills it there.
  var dies: (_ point: String) -> Bool = { _ in false }
  /// Told of each coroutine that died.
  var died: (_ coroutine: Int) -> Void = { _ in }

  init(seed: UInt64, start: Timestamp) {
    now = start
    random = Random(seed: seed)
  }

  /// Starts a coroutine as soon as the loop is back.
  @discardableResult
  func start(_ work: @escaping @Sendable (Int) async -> Void) -> Int {
    coroutines += 1
    starting.append(Start(coroutine: coroutines, work: work))
    return coroutines
  }

  /// Does something at a time, while nobody is at work.
  func at(_ due: Timestamp, _ work: @escaping () -> Void) {
    agenda.append(Appointment(due: due, work: work))
  }

  /// Parks the coroutine that is at work.
  func point(
    _ name: String, of coroutine: Int, until due: Timestamp? = nil, canDie: Bool = true
  ) async {
    await withUnsafeContinuation { continuation in
      parked.append(
        Parked(
          coroutine: coroutine, due: due ?? now, point: name, canDie: canDie,
          continuation: continuation))
      handBack()
    }
  }

  private func handBack() {
    let waiting = loop
    loop = nil
    waiting?.resume()
  }

  /// Runs everything until nobody has anything to do any more; `false` where that never comes.
  func run() async -> Bool {
    while steps < Self.maximumSteps {
      if !starting.isEmpty {
        await launch(starting.removeFirst())
        continue
      }
      let due = parked.indices.filter { parked[$0].due <= now }
      guard !due.isEmpty else {
        guard passTime() else { return true }
        continue
      }
      steps += 1
      let chosen = parked.remove(at: due[random.number(0...due.count - 1)])
      now = now + .milliseconds(random.number(0...400))
      keepAppointments()
      if chosen.canDie, dies(chosen.point) {
        trace.add("\(chosen.coroutine) dies at \(chosen.point)", at: now)
        died(chosen.coroutine)
        continue
      }
      trace.add("\(chosen.coroutine) \(chosen.point)", at: now)
      await withUnsafeContinuation { continuation in
        loop = continuation
        chosen.continuation.resume()
      }
    }
    return false
  }

  private func launch(_ start: Start) async {
    await withUnsafeContinuation { continuation in
      loop = continuation
      Task.detached { [self] in
        await start.work(start.coroutine)
        handBack()
      }
    }
  }

  /// Goes on to the next time at which something is due; `false` when there is none.
  private func passTime() -> Bool {
    guard let next = (parked.map(\.due) + agenda.map(\.due)).min() else { return false }
    now = max(now, next)
    keepAppointments()
    return true
  }

  private func keepAppointments() {
    while let place = agenda.indices.filter({ agenda[$0].due <= now })
      .min(by: { agenda[$0].due < agenda[$1].due })
    {
      agenda.remove(at: place).work()
    }
  }

  /// Notes something in the trace.
  func note(_ words: String) { trace.add(words, at: now) }
}

/// What happened, in order: two runs of one seed have the same digest.
struct Trace: Sendable {
  private(set) var digest: UInt64 = 0xCBF2_9CE4_8422_2325
  private(set) var lines: [String] = []

  /// Whether the lines are kept, or only their digest.
  var isKept = false

  mutating func add(_ words: String, at now: Timestamp) {
    // FNV-1a (Fowler, Noll and Vo): not for safety, only to compare.
    for byte in words.utf8 { digest = (digest ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    digest = (digest ^ UInt64(bitPattern: now.seconds)) &* 0x0000_0100_0000_01B3
    digest = (digest ^ UInt64(now.nanoseconds)) &* 0x0000_0100_0000_01B3
    if isKept { lines.append("\(now) \(words)") }
  }
}
