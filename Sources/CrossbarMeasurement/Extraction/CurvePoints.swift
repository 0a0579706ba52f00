/// Points of a curve in logarithms, around a voltage.
struct CurvePoints {
  /// ln of voltage over that voltage, ascending.
  var x: [Double] = []
  /// ln of the current.
  var y: [Double] = []
  /// Variance of each `y`.
  private var variances: [Double] = []

  /// A straight line at x = 0.
  struct Line {
    var value: Double
    /// Standard error of the value.
    var error: Double
    /// Root-mean-square of the residuals over their standard deviations.
    var misfit: Double
    var slope: Double
    var slopeError: Double
  }

  mutating func add(
    _ branch: Branch, _ points: Range<Int>, around centre: Double, above least: Double,
    additive: Double
  ) {
    for k in points.clamped(to: 0..<branch.count) where branch.currents[k] > least {
      let place = branch.logVoltages[k] - centre
      // Further out than the widest window and any extrapolation.
      if place.magnitude > 4.4 { continue }
      x.append(place)
      y.append(branch.logCurrents[k])
      let relative = additive / branch.currents[k]
      variances.append(relative * relative)
    }
  }

  mutating func sort() {
    let order = x.indices.sorted { x[$0] != x[$1] ? x[$0] < x[$1] : $0 < $1 }
    x = order.map { x[$0] }
    y = order.map { y[$0] }
    variances = order.map { variances[$0] }
  }

  func count(within half: Double) -> Int { x.reduce(0) { $0 + ($1.magnitude <= half ? 1 : 0) } }

  /// Adds to the variances what the points themselves show, and a tenth of a per cent.
  mutating func weigh() {
    let noise = roughness()
    for k in variances.indices { variances[k] += noise * noise + 1e-6 }
  }

  /// Noise of ln I: how far each point is from the line through its neighbours. Less than ten tell little: 1 % counts as
  /// three more.
  private func roughness() -> Double {
    if x.count < 3 { return 0.01 }
    let near = x.indices.min { x[$0].magnitude < x[$1].magnitude } ?? 0
    var residuals: [Double] = []
    for k in max(1, near - 30)..<min(x.count - 1, near + 60) {
      let width = x[k + 1] - x[k - 1]
      let share = width > 0 ? (x[k] - x[k - 1]) / width : 0.5
      let line = y[k - 1] + share * (y[k + 1] - y[k - 1])
      let variance = 1 + share * share + (1 - share) * (1 - share)
      residuals.append((y[k] - line) / variance.squareRoot())
    }
    if residuals.count >= 10 { return RobustScale.magnitude(residuals) }
    let squares = residuals.reduce(3e-4) { $0 + $1 * $1 }
    return (squares / Double(residuals.count + 3)).squareRoot()
  }

  /// The weighted least-squares line through some points; `nil` where they are at one voltage.
  func line(_ points: [Int]) -> Line? {
    let (total, meanX, meanY) = means(points)
    var spread = 0.0
    var joint = 0.0
    for k in points {
      spread += (x[k] - meanX) * (x[k] - meanX) / variances[k]
      joint += (x[k] - meanX) * (y[k] - meanY) / variances[k]
    }
    guard points.count >= 2, spread > 1e-9 * total else { return nil }
    let slope = joint / spread
    var misfit = 0.0
    for k in points {
      let residual = y[k] - meanY - slope * (x[k] - meanX)
      misfit += residual * residual / variances[k]
    }
    return Line(
      value: meanY - slope * meanX, error: (1 / total + meanX * meanX / spread).squareRoot(),
      misfit: (misfit / Double(max(1, points.count - 2))).squareRoot(), slope: slope,
      slopeError: (1 / spread).squareRoot())
  }

  /// The weighted line of a given slope.
  func line(_ points: [Int], slope: Double) -> Line? {
    if points.isEmpty { return nil }
    let (total, meanX, meanY) = means(points)
    return Line(
      value: meanY - slope * meanX, error: (1 / total).squareRoot(), misfit: 1, slope: slope,
      slopeError: 0)
  }

  private func means(_ points: [Int]) -> (total: Double, x: Double, y: Double) {
    var total = 0.0
    var meanX = 0.0
    var meanY = 0.0
    for k in points {
      total += 1 / variances[k]
      meanX += x[k] / variances[k]
      meanY += y[k] / variances[k]
    }
    return (total, meanX / total, meanY / total)
  }
}
