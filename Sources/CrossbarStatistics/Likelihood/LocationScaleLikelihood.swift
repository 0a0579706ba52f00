internal import CrossbarCore

/// Standardised densities of location–scale families.
enum Kernel: Sendable {
  case normal
  /// The logarithm of a Weibull variate: F = 1 − exp(−e^z).
  case smallestExtreme

  func logDensity(_ z: Double) -> Double {
    switch self {
    case .normal: -0.5 * z * z - SpecialFunctions.halfLog2Pi
    case .smallestExtreme: z - PortableMath.exp(z)
    }
  }

  /// The derivative of ``logDensity(_:)``.
  func slope(_ z: Double) -> Double {
    switch self {
    case .normal: -z
    case .smallestExtreme: 1 - PortableMath.exp(z)
    }
  }

  /// The second derivative of ``logDensity(_:)``.
  func bend(_ z: Double) -> Double {
    switch self {
    case .normal: -1
    case .smallestExtreme: -PortableMath.exp(z)
    }
  }

  func survival(_ z: Double) -> Double {
    switch self {
    case .normal: SpecialFunctions.normalSurvival(z)
    case .smallestExtreme: PortableMath.exp(-PortableMath.exp(z))
    }
  }

  func cumulative(_ z: Double) -> Double {
    switch self {
    case .normal: SpecialFunctions.normalCumulative(z)
    case .smallestExtreme: -PortableMath.expm1(-PortableMath.exp(z))
    }
  }

  /// ln of the probability between two scores, which may be infinite.
  func logMass(_ low: Double, _ high: Double) -> Double {
    switch self {
    case .normal:
      if high == .infinity { return SpecialFunctions.logNormalSurvival(low) }
      if low == -.infinity { return SpecialFunctions.logNormalCumulative(high) }
      if low > 0 { return logDifference(-low, -high) }
      if high < 0 { return logDifference(high, low) }
      return PortableMath.log(
        SpecialFunctions.normalCumulative(high) - SpecialFunctions.normalCumulative(low))
    case .smallestExtreme:
      if high == .infinity { return -PortableMath.exp(low) }
      let rest =
        low == -.infinity
        ? PortableMath.exp(high) : PortableMath.exp(low) * PortableMath.expm1(high - low)
      let tail = rest < 1e-300 ? PortableMath.log(rest) : PortableMath.log1mexp(-rest)
      return low == -.infinity ? tail : tail - PortableMath.exp(low)
    }
  }

  /// ln(Φ(high) − Φ(low)) for negative scores.
  private func logDifference(_ high: Double, _ low: Double) -> Double {
    let top = SpecialFunctions.logNormalCumulative(high)
    return top + PortableMath.log1mexp(SpecialFunctions.logNormalCumulative(low) - top)
  }
}

/// The log-likelihood of a censored sample in a location–scale family, on a standardised axis y.
///
/// With z = β y − α it is concave in (α, β) for a log-concave kernel (J. Burridge, J. R. Stat. Soc. B 43 (1981) 41), so
/// that Newton's method finds the only maximum. Location and scale of y are α/β and 1/β.
struct LocationScaleLikelihood: TwoParameterLikelihood {
  let kernel: Kernel
  /// Exact values on the axis; the normal kernel needs their sums only.
  let exact: [Double]
  let ranges: [CensoredSample.Range]
  let exactCount: Double
  let exactMean: Double
  let exactSquares: Double

  init(kernel: Kernel, exact: [Double], ranges: [CensoredSample.Range]) {
    self.kernel = kernel
    self.exact = exact
    self.ranges = ranges
    exactCount = Double(exact.count)
    var sum = CompensatedSum()
    for y in exact { sum.add(y) }
    let mean = exact.isEmpty ? 0 : sum.value / Double(exact.count)
    exactMean = mean
    var squares = CompensatedSum()
    var rest = CompensatedSum()
    for y in exact {
      squares.add((y - mean) * (y - mean))
      rest.add(y - mean)
    }
    exactSquares =
      exact.isEmpty ? 0 : squares.value - rest.value * rest.value / Double(exact.count)
  }

  /// Below this width in z a range is an exact value at its middle.
  private static let narrow = 1e-5

  func value(_ alpha: Double, _ beta: Double) -> Double {
    if !(beta > 0) { return -.infinity }
    var sum = 0.0
    if exactCount > 0 {
      switch kernel {
      case .normal:
        let d = beta * exactMean - alpha
        sum =
          -0.5 * (beta * beta * exactSquares + exactCount * d * d)
          - exactCount * SpecialFunctions.halfLog2Pi
      case .smallestExtreme:
        var total = 0.0
        for y in exact { total += PortableMath.exp(beta * y - alpha) }
        sum = exactCount * (beta * exactMean - alpha) - total
      }
      sum += exactCount * PortableMath.log(beta)
    }
    for range in ranges {
      let low = beta * range.lower - alpha
      let high = beta * range.upper - alpha
      sum += range.weight * logMass(low, high)
    }
    return sum.isNaN ? -.infinity : sum
  }

  private func logMass(_ low: Double, _ high: Double) -> Double {
    if high - low < Self.narrow {
      return kernel.logDensity(0.5 * (low + high)) + PortableMath.log(high - low)
    }
    return kernel.logMass(low, high)
  }

  func curvature(_ alpha: Double, _ beta: Double) -> Curvature {
    var c = Curvature(value: value(alpha, beta))
    if exactCount > 0 {
      switch kernel {
      case .normal:
        let d = beta * exactMean - alpha
        c.g1 = exactCount * d
        c.g2 = -beta * exactSquares - exactCount * exactMean * d
        c.h11 = -exactCount
        c.h12 = exactCount * exactMean
        c.h22 = -exactSquares - exactCount * exactMean * exactMean
      case .smallestExtreme:
        var first = 0.0
        var second = 0.0
        var total = 0.0
        for y in exact {
          let e = PortableMath.exp(beta * y - alpha)
          total += e
          first += y * e
          second += y * y * e
        }
        c.g1 = total - exactCount
        c.g2 = exactCount * exactMean - first
        c.h11 = -total
        c.h12 = first
        c.h22 = -second
      }
      c.g2 += exactCount / beta
      c.h22 -= exactCount / (beta * beta)
    }
    for range in ranges { add(range, alpha, beta, to: &c) }
    return c
  }

  private func add(
    _ range: CensoredSample.Range, _ alpha: Double, _ beta: Double, to c: inout Curvature
  ) {
    let low = beta * range.lower - alpha
    let high = beta * range.upper - alpha
    let w = range.weight
    if high - low < Self.narrow {
      let y = 0.5 * (range.lower + range.upper)
      let z = beta * y - alpha
      let slope = w * kernel.slope(z)
      let bend = w * kernel.bend(z)
      c.g1 -= slope
      c.g2 += slope * y + w / beta
      c.h11 += bend
      c.h12 -= bend * y
      c.h22 += bend * y * y - w / (beta * beta)
      return
    }
    let mass = kernel.logMass(low, high)
    // Density over mass at the two ends; nothing comes from an infinite one.
    let atLow = low == -.infinity ? 0 : PortableMath.exp(kernel.logDensity(low) - mass)
    let atHigh = high == .infinity ? 0 : PortableMath.exp(kernel.logDensity(high) - mass)
    let yLow = low == -.infinity ? 0 : range.lower
    let yHigh = high == .infinity ? 0 : range.upper
    let lowLow = atLow == 0 ? 0 : -atLow * kernel.slope(low) - atLow * atLow
    let highHigh = atHigh == 0 ? 0 : atHigh * kernel.slope(high) - atHigh * atHigh
    let cross = atLow * atHigh
    c.g1 += w * (atLow - atHigh)
    c.g2 += w * (atHigh * yHigh - atLow * yLow)
    c.h11 += w * (lowLow + 2 * cross + highHigh)
    c.h12 -= w * (lowLow * yLow + cross * (yLow + yHigh) + highHigh * yHigh)
    c.h22 += w * (lowLow * yLow * yLow + 2 * cross * yLow * yHigh + highHigh * yHigh * yHigh)
  }
}
