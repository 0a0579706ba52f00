internal import CrossbarCore

/// The log-likelihood of a censored sample in the gamma family: first parameter ln shape, second ln mean.
///
/// The two are orthogonal for complete samples, where shape, arithmetic and geometric mean are all that matters.
/// Values come divided by a unit of their size.
struct GammaLikelihood: TwoParameterLikelihood {
  let ranges: [CensoredSample.Range]
  let exactCount: Double
  let exactMean: Double
  /// ln of the arithmetic over the geometric mean of the exact values, without cancellation.
  let excess: Double
  let meanLog: Double

  init(exact: [Double], ranges: [CensoredSample.Range]) {
    self.ranges = ranges
    exactCount = Double(exact.count)
    var sum = CompensatedSum()
    for x in exact { sum.add(x) }
    let mean = exact.isEmpty ? 1 : sum.value / exactCount
    exactMean = mean
    var rest = CompensatedSum()
    var deviance = CompensatedSum()
    for x in exact {
      let d = (x - mean) / mean
      rest.add(d)
      deviance.add(SpecialFunctions.deviance(ratio: x / mean, excess: d))
    }
    let count = max(1, exactCount)
    let shift = rest.value / count
    // ln(mean of x) − mean of ln x, where `shift` is what rounding left of the mean.
    excess = PortableMath.log1p(shift) - shift - deviance.value / count
    meanLog = PortableMath.log(mean) + PortableMath.log1p(shift) - excess
  }

  func value(_ logShape: Double, _ logMean: Double) -> Double {
    let k = PortableMath.exp(logShape)
    if !(k > 0 && k < 1e300) || logMean.magnitude > 600 { return -.infinity }
    var total = 0.0
    if exactCount > 0 {
      let r = exactMean * PortableMath.exp(-logMean)
      total =
        exactCount
        * (0.5 * logShape - SpecialFunctions.halfLog2Pi - SpecialFunctions.stirlingError(k)
          + k * (SpecialFunctions.deviance(ratio: r, excess: r - 1) - excess) - meanLog)
    }
    for range in ranges {
      total += range.weight * part(range, k, logMean).logMass
    }
    return total.isNaN ? -.infinity : total
  }

  /// ln of the probability of a range, and its ends' x · density over that probability.
  private func part(_ range: CensoredSample.Range, _ k: Double, _ logMean: Double) -> (
    logMass: Double, low: Double, high: Double, uLow: Double, uHigh: Double
  ) {
    let rate = k * PortableMath.exp(-logMean)
    let low = max(0, range.lower) * rate
    let high = range.upper * rate
    let logK = PortableMath.log(k)
    let powerLow = low > 0 ? SpecialFunctions.logGammaPower(k, low) + logK : -.infinity
    let powerHigh = high < .infinity ? SpecialFunctions.logGammaPower(k, high) + logK : -.infinity
    let mass: Double
    if high == .infinity {
      mass = SpecialFunctions.logRegularizedGammaQ(shape: k, low)
    } else if low == 0 {
      mass = SpecialFunctions.logRegularizedGammaP(shape: k, high)
    } else if (high - low) / high < 1e-5 / (1 + k.squareRoot() + high) {
      let middle = 0.5 * (low + high)
      mass =
        SpecialFunctions.logGammaPower(k, middle) + logK + PortableMath.log((high - low) / middle)
    } else if low > k {
      let top = SpecialFunctions.logRegularizedGammaQ(shape: k, low)
      let bottom = SpecialFunctions.logRegularizedGammaQ(shape: k, high)
      mass = top + PortableMath.log1mexp(bottom - top)
    } else {
      let top = SpecialFunctions.logRegularizedGammaP(shape: k, high)
      let bottom = SpecialFunctions.logRegularizedGammaP(shape: k, low)
      mass = top + PortableMath.log1mexp(bottom - top)
    }
    return (mass, PortableMath.exp(powerLow - mass), PortableMath.exp(powerHigh - mass), low, high)
  }

  func curvature(_ logShape: Double, _ logMean: Double) -> Curvature {
    var c = Curvature(value: value(logShape, logMean))
    let k = PortableMath.exp(logShape)
    if exactCount > 0 {
      let r = exactMean * PortableMath.exp(-logMean)
      let pull = SpecialFunctions.deviance(ratio: r, excess: r - 1) - excess
      c.g1 = exactCount * k * (SpecialFunctions.logMinusDigamma(k) + pull)
      c.g2 = exactCount * k * (r - 1)
      c.h11 = c.g1 - exactCount * k * SpecialFunctions.trigammaExcess(k)
      c.h12 = c.g2
      c.h22 = -exactCount * k * r
    }
    // In ln shape by five points, in ln mean by the density at the ends.
    let h = 1e-3
    let shapes = [-2.0, -1, 0, 1, 2].map { PortableMath.exp(logShape + $0 * h) }
    for range in ranges {
      let p = shapes.map { part(range, $0, logMean) }
      let w = range.weight
      let m = p.map(\.logMass)
      let s = p.map { $0.low - $0.high }
      c.g1 += w * (m[0] - 8 * m[1] + 8 * m[3] - m[4]) / (12 * h)
      c.h11 += w * (16 * (m[1] + m[3]) - 30 * m[2] - m[0] - m[4]) / (12 * h * h)
      c.g2 += w * s[2]
      c.h12 += w * (s[0] - 8 * s[1] + 8 * s[3] - s[4]) / (12 * h)
      // u · density / mass at an end, u = x k / mean, changes with ln mean by this much.
      let gradient = s[2]
      let dLow = p[2].low == 0 ? 0 : p[2].low * (-(k - p[2].uLow) - gradient)
      let dHigh = p[2].high == 0 ? 0 : p[2].high * (-(k - p[2].uHigh) - gradient)
      c.h22 += w * (dLow - dHigh)
    }
    return c
  }

  /// The estimates of a complete sample: ln k − ψ(k) = ln(arithmetic over geometric mean), by Newton on logarithms.
  func completeMaximum() -> (logShape: Double, logMean: Double)? {
    if !(excess > 0) { return nil }
    let target = PortableMath.log(excess)
    // Minka's start, then f(ln k) = ln(ln k − ψ(k)), which is nearly straight.
    let root = ((excess - 3) * (excess - 3) + 24 * excess).squareRoot()
    var logShape = PortableMath.log((3 - excess + root) / (12 * excess))
    for _ in 0..<60 {
      let k = PortableMath.exp(logShape)
      let f = SpecialFunctions.logMinusDigamma(k)
      let step =
        (PortableMath.log(f) - target) * f / SpecialFunctions.trigammaExcess(k)
      if !step.isFinite { return nil }
      logShape += step
      if step.magnitude <= 1e-15 * max(1, logShape.magnitude) { break }
    }
    return (logShape, PortableMath.log(exactMean))
  }
}
