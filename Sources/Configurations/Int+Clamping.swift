extension Int {
  /// The whole number nearest to a figure of data or tests, which may be of any size; 0 for none.
  package init(clamping figure: Double) {
    self = Int(exactly: figure.rounded()) ?? (figure > 0 ? .max : figure < 0 ? .min : 0)
  }
}
