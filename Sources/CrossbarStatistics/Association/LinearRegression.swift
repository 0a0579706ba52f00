internal import CrossbarCore

/// A straight line by least squares.
public struct LinearRegression: Hashable, Sendable {
  public let slope: Double
  public let intercept: Double
  /// Standard errors; nil for two points.
  public let slopeError: Double?
  public let interceptError: Double?
  /// Share of the variance of y that the line explains; 1 for a constant y on the line.
  public let rSquared: Double
  /// Standard deviation of the residuals with n − 2 degrees of freedom; nil for two points.
  public let residualSigma: Double?
  public let n: Int

  /// Nil with fewer than two finite points or a constant x. The columns are of one length.
  public init?(x: [Double], y: [Double]) {
    let (x, y) = Correlation.complete(x, y)
    let n = Double(x.count)
    if x.count < 2 { return nil }
    var sums = (x: CompensatedSum(), y: CompensatedSum())
    for (a, b) in zip(x, y) {
      sums.x.add(a)
      sums.y.add(b)
    }
    let meanX = sums.x.value / n
    let meanY = sums.y.value / n
    var xx = CompensatedSum()
    var xy = CompensatedSum()
    var yy = CompensatedSum()
    for (a, b) in zip(x, y) {
      xx.add((a - meanX) * (a - meanX))
      xy.add((a - meanX) * (b - meanY))
      yy.add((b - meanY) * (b - meanY))
    }
    if !(xx.value > 0) || x.allSatisfy({ $0 == x[0] }) { return nil }
    let slope = xy.value / xx.value
    self.slope = slope
    intercept = meanY - slope * meanX
    var rest = CompensatedSum()
    for (a, b) in zip(x, y) {
      let d = b - meanY - slope * (a - meanX)
      rest.add(d * d)
    }
    rSquared = yy.value > 0 ? max(0, 1 - rest.value / yy.value) : 1
    self.n = x.count
    if x.count > 2 {
      let sigma = (rest.value / (n - 2)).squareRoot()
      residualSigma = sigma
      slopeError = sigma / xx.value.squareRoot()
      interceptError = sigma * (1 / n + meanX * meanX / xx.value).squareRoot()
    } else {
      residualSigma = nil
      slopeError = nil
      interceptError = nil
    }
  }

  public func value(at x: Double) -> Double { intercept + slope * x }

  /// Where the line reaches a level, such as the cycle at which a window closes; nil for a level line.
  public func crossing(of level: Double) -> Double? {
    let x = (level - intercept) / slope
    return x.isFinite ? x : nil
  }

  /// The slope with its 95 % interval by Student's t; nil for two points.
  public var slopeEstimate: Estimate? {
    guard let slopeError else { return nil }
    let half = slopeError * SpecialFunctions.studentQuantile(0.975, degrees: Double(n - 2))
    return Estimate(value: slope, low: slope - half, high: slope + half)
  }

  /// Two-sided p-value for no slope; nil for two points.
  public var slopeP: Double? {
    guard let slopeError else { return nil }
    if slopeError == 0 { return slope == 0 ? 1 : 0 }
    return min(
      1,
      2 * SpecialFunctions.studentSurvival((slope / slopeError).magnitude, degrees: Double(n - 2)))
  }
}

/// R = prefactor · t^exponent by least squares of ln R on ln t: drift of a resistance in retention.
public struct PowerLawFit: Hashable, Sendable {
  /// ln R against ln t, natural logarithms.
  public let line: LinearRegression

  /// Nil with fewer than two pairs of positive numbers or one time only; pairs that are not positive are left out.
  public init?(time: [Double], resistance: [Double]) {
    let (t, r) = Correlation.complete(time, resistance)
    let kept = zip(t, r).filter { $0 > 0 && $1 > 0 }
    guard
      let line = LinearRegression(
        x: kept.map { PortableMath.log($0.0) }, y: kept.map { PortableMath.log($0.1) })
    else { return nil }
    self.line = line
  }

  public var exponent: Double { line.slope }
  /// Standard error of the exponent; nil for two points.
  public var exponentError: Double? { line.slopeError }
  /// R at t = 1 s, ohms.
  public var prefactor: Double { PortableMath.exp(line.intercept) }

  /// The resistance at a time, ohms.
  public func resistance(at time: Double) -> Double {
    PortableMath.exp(line.value(at: PortableMath.log(time)))
  }

  /// When the resistance reaches a level, seconds; nil where it never does.
  public func time(of resistance: Double) -> Double? {
    guard resistance > 0, let logTime = line.crossing(of: PortableMath.log(resistance)) else {
      return nil
    }
    let time = PortableMath.exp(logTime)
    return time.isFinite ? time : nil
  }
}
