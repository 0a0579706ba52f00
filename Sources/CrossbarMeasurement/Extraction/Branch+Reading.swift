internal import CrossbarCore

/// A current read off a branch at one voltage.
struct BranchReading: Sendable {
  /// Amperes.
  var current: Double
  /// Standard error of the current, relative.
  var error: Double
}

extension Branch {
  private static let widths = [1.25, 1.6, 2.05, 2.6, 3.3, 4.2, 5.3, 6.8, 8.6, 11, 14, 18]

  /// The current at a voltage, by a weighted straight line through ln I against ln V around it.
  ///
  /// A line in logarithms is exact for every power law, so neither an ohmic nor a space-charge-limited branch is
  /// biased by the width of the window. The window grows from three points around the voltage for as long as the line
  /// passes through the points within their noise and the value stays within its error (Lepski's rule), up to thirty
  /// points: many points where the branch is noisy and straight, few where it is clean and bent.
  ///
  /// - Parameters:
  ///   - points: those that are on the state in question.
  ///   - additive: noise of the current at 0 V, amperes, which weighs small currents down.
  ///   - least: currents below it are left out.
  /// - Returns: `nil` where fewer than two points are left, or the nearest is beyond a factor of four.
  func reading(
    at voltage: Double, points: Range<Int>, additive: Double, least: Double
  ) -> BranchReading? {
    var x: [Double] = []
    var y: [Double] = []
    var relative: [Double] = []
    let centre = PortableMath.log(voltage)
    for k in points.clamped(to: 0..<count) where currents[k] > max(least, 3 * additive) {
      // Further out than the widest window, or than any extrapolation.
      if voltages[k] > 80 * voltage || voltages[k] < voltage / 80 { continue }
      x.append(PortableMath.log(voltages[k]) - centre)
      y.append(PortableMath.log(currents[k]))
      relative.append(additive / currents[k])
    }
    guard x.count >= 2, let nearest = x.map(\.magnitude).min(), nearest <= 1.3863 else {
      return nil
    }
    let noise = Self.roughness(x, y)
    let variances = relative.map { noise * noise + $0 * $0 + 1e-6 }
    var accepted: (value: Double, error: Double, misfit: Double)?
    for width in Self.widths {
      let half = PortableMath.log(width) + (nearest > 0.3 ? nearest : 0)
      let inside = x.indices.filter { x[$0].magnitude <= half }
      if inside.count < 3 { continue }
      if accepted != nil, inside.count > 30 { break }
      guard let fit = Self.line(x, y, variances, inside) else { continue }
      if let accepted {
        if fit.misfit > 1.6 || (fit.value - accepted.value).magnitude > 2.5 * accepted.error {
          break
        }
      }
      accepted = fit
    }
    if accepted == nil { accepted = Self.line(x, y, variances, Array(x.indices.prefix(3))) }
    guard let accepted else { return nil }
    return BranchReading(
      current: PortableMath.exp(accepted.value), error: accepted.error * max(1, accepted.misfit))
  }

  /// Noise of ln I: how far each point is from the line through its neighbours; 1 % where too few tell.
  private static func roughness(_ x: [Double], _ y: [Double]) -> Double {
    if x.count < 6 { return 0.01 }
    let near = x.indices.min { x[$0].magnitude < x[$1].magnitude } ?? 0
    let residuals = (max(1, near - 30)..<min(x.count - 1, near + 60)).map { k in
      let share = (x[k] - x[k - 1]) / (x[k + 1] - x[k - 1])
      let line = y[k - 1] + share * (y[k + 1] - y[k - 1])
      return (y[k] - line)
        / (1 + share * share + (1 - share) * (1 - share)).squareRoot()
    }
    return RobustScale.magnitude(residuals)
  }

  /// Value at x = 0 of the weighted line, its standard error, and the root-mean-square of the normal residuals.
  private static func line(
    _ x: [Double], _ y: [Double], _ variances: [Double], _ points: [Int]
  ) -> (value: Double, error: Double, misfit: Double)? {
    if points.count < 2 { return nil }
    var total = 0.0
    var meanX = 0.0
    var meanY = 0.0
    for k in points {
      total += 1 / variances[k]
      meanX += x[k] / variances[k]
      meanY += y[k] / variances[k]
    }
    meanX /= total
    meanY /= total
    var spread = 0.0
    var joint = 0.0
    for k in points {
      spread += (x[k] - meanX) * (x[k] - meanX) / variances[k]
      joint += (x[k] - meanX) * (y[k] - meanY) / variances[k]
    }
    guard spread > 0 else { return nil }
    let slope = joint / spread
    var misfit = 0.0
    for k in points {
      let residual = y[k] - meanY - slope * (x[k] - meanX)
      misfit += residual * residual / variances[k]
    }
    return (
      meanY - slope * meanX, (1 / total + meanX * meanX / spread).squareRoot(),
      (misfit / Double(max(1, points.count - 2))).squareRoot()
    )
  }
}
