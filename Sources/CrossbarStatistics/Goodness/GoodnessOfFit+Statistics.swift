internal import CrossbarCore

extension GoodnessOfFit {
  struct Statistics: Sendable {
    var ks = 0.0
    var ad = 0.0
    var cvm = 0.0
  }

  /// The three distances of a distribution from a sample.
  static func statistics(
    _ distribution: ParametricDistribution, _ sample: CensoredSample
  ) -> Statistics {
    sample.isComplete
      ? complete(distribution, sample.exact.sorted()) : censored(distribution, sample)
  }

  private static func complete(
    _ distribution: ParametricDistribution, _ sorted: [Double]
  ) -> Statistics {
    let n = Double(sorted.count)
    var result = Statistics()
    var squares = CompensatedSum()
    var logs = CompensatedSum()
    for (index, x) in sorted.enumerated() {
      let i = Double(index)
      let tails = distribution.tails(x)
      result.ks = max(result.ks, (i + 1) / n - tails.lower, tails.lower - i / n)
      let d = tails.lower - (2 * i + 1) / (2 * n)
      squares.add(d * d)
      logs.add((2 * i + 1) * tails.logLower + (2 * (n - i) - 1) * tails.logUpper)
    }
    result.cvm = 1 / (12 * n) + squares.value
    result.ad = -n - logs.value / n
    return result
  }

  private static func censored(
    _ distribution: ParametricDistribution, _ sample: CensoredSample
  ) -> Statistics {
    let empirical = SelfConsistentDistribution(sample, iterations: 100)
    var result = Statistics()
    var place = Tails.bottom
    var share = 0.0
    for piece in empirical.pieces {
      let low = piece.lower == -.infinity ? Tails.bottom : distribution.tails(piece.lower)
      let high =
        piece.upper == piece.lower
        ? low : piece.upper == .infinity ? Tails.top : distribution.tails(piece.upper)
      // Up to the piece the empirical function is level, within it straight in terms of the fitted one.
      add(&result, from: place, to: low, at: share, slope: 0)
      let width = high.lower - low.lower
      result.ks = max(result.ks, (share - low.lower).magnitude)
      if width > 0 { add(&result, from: low, to: high, at: share, slope: piece.mass / width) }
      share += piece.mass
      result.ks = max(result.ks, (share - high.lower).magnitude)
      place = high
    }
    add(&result, from: place, to: .top, at: 1, slope: 0)
    let n = Double(sample.count)
    result.cvm *= n
    result.ad *= n
    return result
  }

  /// Nodes and weights on 0…1.
  private static let gauss: [(Double, Double)] = [
    (0.046_910_077_030_668_004, 0.118_463_442_528_094_54),
    (0.230_765_344_947_158_45, 0.239_314_335_249_683_23), (0.5, 0.284_444_444_444_444_44),
    (0.769_234_655_052_841_55, 0.239_314_335_249_683_23),
    (0.953_089_922_969_332, 0.118_463_442_528_094_54),
  ]

  /// The integrals of (F̂ − F)², bare and over F (1 − F), along one piece: F̂ − F = a + b F.
  private static func add(
    _ result: inout Statistics, from low: Tails, to high: Tails, at share: Double, slope: Double
  ) {
    if !(high.lower > low.lower || high.upper < low.upper) { return }
    let b = slope - 1
    let a = share - slope * low.lower
    let atLow = share - low.lower
    let atHigh = share + slope * (high.lower - low.lower) - high.lower
    result.cvm +=
      (high.lower - low.lower) * (atLow * atLow + atLow * atHigh + atHigh * atHigh) / 3
    if low.lower > 0 && high.upper > 0 && high.logLower - low.logLower < 0.1
      && low.logUpper - high.logUpper < 0.1
    {
      // Narrow: the closed form cancels, five points of Gauss and Legendre do not.
      let width = high.lower - low.lower
      for (node, weight) in gauss {
        let d = atLow + (atHigh - atLow) * node
        let u = low.lower + width * node
        let v = high.upper + (low.upper - high.upper) * (1 - node)
        result.ad += weight * width * d * d / (u * v)
      }
      return
    }
    // (a + b u)² / (u (1 − u)) = a²/u + (a + b)²/(1 − u) − b².
    if low.lower > 0 { result.ad += a * a * (high.logLower - low.logLower) }
    if high.upper > 0 { result.ad -= (a + b) * (a + b) * (high.logUpper - low.logUpper) }
    result.ad -= b * b * (high.lower - low.lower)
  }
}

/// Both tails of a distribution at a value, and their logarithms.
struct Tails: Sendable {
  var lower: Double
  var upper: Double
  var logLower: Double
  var logUpper: Double

  static let bottom = Tails(lower: 0, upper: 1, logLower: -.infinity, logUpper: 0)
  static let top = Tails(lower: 1, upper: 0, logLower: 0, logUpper: -.infinity)
}

extension ParametricDistribution {
  /// Both tails at `x` from one evaluation.
  func tails(_ x: Double) -> Tails {
    if family.isPositive && x <= 0 { return .bottom }
    switch self {
    case .lognormal, .normal:
      let z = score(of: x)
      let small = SpecialFunctions.normalSurvival(z.magnitude)
      let logSmall =
        small > 1e-300
        ? PortableMath.log(small) : SpecialFunctions.logNormalSurvival(z.magnitude)
      let logLarge = PortableMath.log1p(-small)
      return z > 0
        ? Tails(lower: 1 - small, upper: small, logLower: logLarge, logUpper: logSmall)
        : Tails(lower: small, upper: 1 - small, logLower: logSmall, logUpper: logLarge)
    case .weibull:
      let logUpper = logSurvival(x)
      return Tails(
        lower: -PortableMath.expm1(logUpper), upper: PortableMath.exp(logUpper),
        logLower: logUpper < 0 ? PortableMath.log1mexp(logUpper) : -.infinity, logUpper: logUpper)
    case .gamma(let shape, let scale):
      let tail = SpecialFunctions.gammaTail(shape: shape, x / scale)
      return Tails(
        lower: tail.lower, upper: tail.upper, logLower: tail.logLower, logUpper: tail.logUpper)
    }
  }
}
