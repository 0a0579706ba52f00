/// What the points near 0 V cannot tell.
extension Branch {
  /// Number of leading points that are a zero of the sweep measured as almost zero, perhaps more than once: each is
  /// followed by one at more than three times its voltage.
  func zeros(extent: Double) -> Int {
    var zeros = 0
    for k in 0..<max(0, min(4, count - 3))
    where k == 0 || voltages[k] < 0.01 * extent {
      if voltages[k] < 0.5 * (voltages[k + 1] - voltages[k]) { zeros = k + 1 }
    }
    return zeros
  }

  /// The first point far enough from 0 V to be taken for the voltage it states: 0.75 of a step where the steps are
  /// even; of uneven steps any point may be meant.
  var firstClear: Int {
    if count < 8 { return 0 }
    let steps = zip(voltages.dropFirst(), voltages).map { $0 - $1 }
    guard let step = RobustScale.median(steps),
      RobustScale.magnitude(steps.map { $0 - step }) <= 0.45 * step
    else { return 0 }
    return min(voltages.firstIndex { $0 >= 0.75 * step } ?? 0, 3)
  }

  /// Standard deviation of the current that every part of the branch has, amperes: the instrument's noise; 0 where
  /// fewer than fourteen points tell.
  ///
  /// The residuals of points against the line through their neighbours, in the quietest tenth of the branch (twelve
  /// points at least), unless they are in proportion to the current as in the relatively quietest tenth.
  func additiveNoise() -> Double {
    if count < 14 { return 0 }
    var residuals: [Double] = []
    residuals.reserveCapacity(count - 2)
    for k in 1..<(count - 1) {
      let share = (voltages[k] - voltages[k - 1]) / (voltages[k + 1] - voltages[k - 1])
      let line = currents[k - 1] + share * (currents[k + 1] - currents[k - 1])
      let variance = 1 + share * share + (1 - share) * (1 - share)
      residuals.append((currents[k] - line) / variance.squareRoot())
    }
    let size = max(12, residuals.count / 10)
    var blocks: [(noise: Double, level: Double)] = []
    var relative = Double.infinity
    for start in stride(from: 0, through: residuals.count - size, by: size) {
      let block = start..<(start + size)
      let found = RobustScale.magnitude(Array(residuals[block]))
      let median = RobustScale.median(block.map { currents[$0 + 1].magnitude }) ?? 0
      blocks.append((found, median))
      // Not robust, so that no few points make a block look quiet; a block with a jump is not the quietest.
      let squares = block.reduce(0) { $0 + residuals[$1] * residuals[$1] }
      if median > 0 { relative = min(relative, (squares / Double(size)).squareRoot() / median) }
    }
    guard let least = blocks.map(\.noise).min(), relative.isFinite,
      let level = blocks.filter({ $0.noise <= 2 * least }).map(\.level).min()
    else { return 0 }
    // No more than four times what is in proportion to the current is no evidence of a noise of its own.
    return least > 4 * relative * level ? least : 0
  }
}
