public import Configurations
internal import Incidents

/// Which actions may be tried for the sake of learning: allowed, and such as can be taken back.
public enum Exploration {
  /// Whether an action leaves nothing behind that could not be undone: it costs only, or it
  /// declares its undo.
  public static func isReversible(_ action: ActionDefinition) -> Bool {
    guard !action.traits.isPassive else { return false }
    return !(action.traits.changesData || action.traits.changesCatalog) || action.traits.canUndo
  }

  /// The action of a decision that explores, and how likely it was to be the one.
  ///
  /// With the chance `share` one of `open` is drawn evenly; else `chosen` is taken. `open` and the
  /// answer are places of actions. The propensity is that of the answer, whichever way it came.
  public static func choice(
    over chosen: Int, among open: UInt64, share: Double, using generator: inout SeededGenerator
  ) -> (action: Int, propensity: Double) {
    let count = open.nonzeroBitCount
    guard share > 0, count > 0 else { return (chosen, 1) }
    let isDrawn = generator.unit() < share
    let action = isDrawn ? open.bit(generator.below(count)) : chosen
    let isOpen = action < 64 && open & (1 << action) != 0
    let drawn = isOpen ? share / Double(count) : 0
    return (action, (action == chosen ? 1 - share : 0) + drawn)
  }
}

extension UInt64 {
  /// The place of the bit with the number `index` from below, from 0.
  func bit(_ index: Int) -> Int {
    var rest = self
    for _ in 0..<index { rest &= rest - 1 }
    return rest.trailingZeroBitCount
  }
}
