/// The cells of a value table in memory: its rows, and beside them the greatest value of each.
///
/// A class, since it owns memory: three arrays would be asked three times a step whose they are.
/// Whoever writes is its only owner, so that it may be read by many threads.
@usableFromInline
final class ValueCells: @unchecked Sendable {
  @usableFromInline let states: Int
  @usableFromInline let actions: Int
  /// A bit for each action.
  @usableFromInline let all: UInt64
  /// Places of a row: the actions, filled up to a line of eight by what is below every value.
  @usableFromInline let width: Int
  /// Values, row by row; apart from the tallies, since a choice needs nothing else.
  @usableFromInline let values: UnsafeMutablePointer<Double>
  @usableFromInline let tallies: UnsafeMutablePointer<ValueTable.Tally>
  /// The greatest value of each row: so a choice costs the same however many actions there are.
  @usableFromInline let tops: UnsafeMutablePointer<Top>

  /// The greatest value of a row, and the first action that has it.
  @usableFromInline
  struct Top: Sendable, BitwiseCopyable {
    @usableFromInline let value: Double
    @usableFromInline let action: Int

    @inlinable
    init(value: Double, action: Int) {
      self.value = value
      self.action = action
    }
  }

  /// Places of a line of the cache.
  @usableFromInline static let line = 8

  /// Cells that nobody visited, for at most 64 actions; `start` is what every value begins with.
  init(states: Int, actions: Int, start: Double) {
    precondition(states >= 0 && 0...64 ~= actions)
    self.states = states
    self.actions = actions
    all = actions == 64 ? .max : 1 << UInt64(actions) - 1
    width = max(1, (actions + Self.line - 1) / Self.line) * Self.line
    values = Self.memory(of: states * width, -.infinity)
    tallies = Self.memory(of: states * width, ValueTable.Tally())
    tops = Self.memory(of: states, Top(value: actions > 0 ? start : -.infinity, action: 0))
    for state in 0..<states {
      (values + state * width).update(repeating: start, count: actions)
    }
  }

  /// The same cells once more.
  @usableFromInline
  init(_ other: ValueCells) {
    states = other.states
    actions = other.actions
    all = other.all
    width = other.width
    values = Self.memory(of: states * width, 0)
    tallies = Self.memory(of: states * width, ValueTable.Tally())
    tops = Self.memory(of: states, Top(value: 0, action: 0))
    values.update(from: other.values, count: states * width)
    tallies.update(from: other.tallies, count: states * width)
    tops.update(from: other.tops, count: states)
  }

  deinit {
    values.deallocate()
    tallies.deallocate()
    tops.deallocate()
  }

  /// Rows begin where lines of the cache do.
  private static func memory<Element: BitwiseCopyable>(
    of count: Int, _ element: Element
  ) -> UnsafeMutablePointer<Element> {
    let memory = UnsafeMutableRawPointer.allocate(
      byteCount: max(count, 1) * MemoryLayout<Element>.stride, alignment: 64
    ).bindMemory(to: Element.self, capacity: count)
    memory.initialize(repeating: element, count: count)
    return memory
  }

  /// Where the cell of an action in a state lies.
  @inlinable
  @inline(__always)
  func place(_ state: Int, _ action: Int) -> Int {
    precondition(
      UInt(bitPattern: state) < UInt(bitPattern: states)
        && UInt(bitPattern: action) < UInt(bitPattern: actions))
    return state &* width &+ action
  }

  /// The greatest value of a row, and where it stands.
  @inlinable
  @inline(__always)
  func top(of state: Int) -> Top {
    precondition(UInt(bitPattern: state) < UInt(bitPattern: states))
    return tops[state]
  }

  /// The greatest value among some actions of a state; 0 where there are none: nothing follows.
  @inlinable
  @inline(__always)
  func greatest(in state: Int, among allowed: UInt64) -> Double {
    let top = top(of: state)
    return allowed & all == all ? top.value : some(of: values + state &* width, allowed & all)
  }

  @usableFromInline
  func some(of row: UnsafeMutablePointer<Double>, _ allowed: UInt64) -> Double {
    var (left, greatest) = (allowed, -Double.infinity)
    while left != 0 {
      greatest = max(greatest, row[left.trailingZeroBitCount])
      left &= left - 1
    }
    return allowed == 0 ? 0 : greatest
  }

  /// Gives a cell another value.
  @inlinable
  @inline(__always)
  func set(_ value: Double, at place: Int, of state: Int) {
    values[place] = value
    let row = values + state &* width
    tops[state] = width == Self.line ? Self.top(of: row) : top(ofLong: row)
  }

  @usableFromInline
  func top(ofLong row: UnsafeMutablePointer<Double>) -> Top {
    var top = Self.top(of: row)
    for first in stride(from: Self.line, to: width, by: Self.line) {
      let other = Self.top(of: row + first)
      if other.value > top.value {
        top = Top(value: other.value, action: first + other.action)
      }
    }
    return top
  }

  /// The greatest of eight values and the first of its places, without a branch: which one it is
  /// cannot be foreseen.
  @inlinable
  @inline(__always)
  static func top(of row: UnsafeMutablePointer<Double>) -> Top {
    let greatest = larger(
      larger(larger(row[0], row[1]), larger(row[2], row[3])),
      larger(larger(row[4], row[5]), larger(row[6], row[7])))
    // A bit for each place that has another value: only the difference of equals is 0.
    func other(_ place: Int) -> UInt64 {
      let distance = (row[place] - greatest).bitPattern &<< 1
      return ((distance | (0 &- distance)) &>> 63) &<< UInt64(place)
    }
    let others =
      (other(0) | other(1) | other(2) | other(3)) | (other(4) | other(5) | other(6) | other(7))
    return Top(value: greatest, action: (~others).trailingZeroBitCount & 7)
  }

  @inlinable
  @inline(__always)
  static func larger(_ left: Double, _ right: Double) -> Double { left > right ? left : right }
}
