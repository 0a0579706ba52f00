extension Branch {
  /// d ln I / d ln V by least squares over the points of a state, with the standard error of the slope.
  ///
  /// - Parameters:
  ///   - points: those of the state, outside of the compliance.
  ///   - limit: volts, largest voltage of the window: 0.8 of the switching voltage.
  ///   - least: amperes, smallest current of the window: ten times the floor.
  /// - Returns: `nil` of fewer than five points, or of voltages within a factor of two.
  func conduction(points: Range<Int>, limit: Double, least: Double) -> SlopeEstimate? {
    var x: [Double] = []
    var y: [Double] = []
    for k in points.clamped(to: 0..<count) where voltages[k] <= limit && currents[k] >= least {
      x.append(logVoltages[k])
      y.append(logCurrents[k])
    }
    guard x.count >= 5, let first = x.first, let last = x.last, last - first >= 0.693 else {
      return nil
    }
    let number = Double(x.count)
    let meanX = x.reduce(0, +) / number
    let meanY = y.reduce(0, +) / number
    var spreadX = 0.0
    var spreadY = 0.0
    var joint = 0.0
    for (a, b) in zip(x, y) {
      spreadX += (a - meanX) * (a - meanX)
      spreadY += (b - meanY) * (b - meanY)
      joint += (a - meanX) * (b - meanY)
    }
    let slope = joint / spreadX
    let rest = max(0, spreadY - slope * joint)
    return SlopeEstimate(
      value: slope, error: (rest / (number - 2) / spreadX).squareRoot(), count: x.count)
  }
}
