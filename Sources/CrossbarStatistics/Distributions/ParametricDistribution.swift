internal import CrossbarCore

/// The families of distributions that a measured quantity is tried against.
public enum Family: String, CaseIterable, Sendable {
  case lognormal, normal, weibull, gamma

  /// Whether only positive values have a density.
  public var isPositive: Bool { self != .normal }

  /// The names of the two parameters, in order.
  public var parameterNames: [String] {
    switch self {
    case .lognormal: ["mu", "sigma"]
    case .normal: ["mean", "sigma"]
    case .weibull, .gamma: ["shape", "scale"]
    }
  }
}

/// A distribution with its parameters. Lognormal, Weibull and gamma start at zero.
///
/// All parameters but a location are positive. Values are in the unit of the data.
public enum ParametricDistribution: Hashable, Sendable {
  /// exp of a normal variate; `mu` and `sigma` in natural logarithms.
  case lognormal(mu: Double, sigma: Double)
  case normal(mean: Double, sigma: Double)
  /// Survival exp(−(x / scale)^shape).
  case weibull(shape: Double, scale: Double)
  /// Density ∝ x^(shape − 1) exp(−x / scale).
  case gamma(shape: Double, scale: Double)

  /// The distribution of a family with its two parameters in the order of ``Family/parameterNames``.
  public init(_ family: Family, _ first: Double, _ second: Double) {
    switch family {
    case .lognormal: self = .lognormal(mu: first, sigma: second)
    case .normal: self = .normal(mean: first, sigma: second)
    case .weibull: self = .weibull(shape: first, scale: second)
    case .gamma: self = .gamma(shape: first, scale: second)
    }
  }

  public var family: Family {
    switch self {
    case .lognormal: .lognormal
    case .normal: .normal
    case .weibull: .weibull
    case .gamma: .gamma
    }
  }

  /// The two parameters in order.
  public var values: (first: Double, second: Double) {
    switch self {
    case .lognormal(let mu, let sigma): (mu, sigma)
    case .normal(let mean, let sigma): (mean, sigma)
    case .weibull(let shape, let scale): (shape, scale)
    case .gamma(let shape, let scale): (shape, scale)
    }
  }

  /// The two parameters in order, with their names.
  public var parameters: [(name: String, value: Double)] {
    let names = family.parameterNames
    return [(names[0], values.first), (names[1], values.second)]
  }

  public var mean: Double {
    switch self {
    case .lognormal(let mu, let sigma): PortableMath.exp(mu + sigma * sigma / 2)
    case .normal(let mean, _): mean
    case .weibull(let shape, let scale):
      scale * PortableMath.exp(SpecialFunctions.logGammaOnePlus(1 / shape))
    case .gamma(let shape, let scale): shape * scale
    }
  }

  public var median: Double { quantile(score: 0) }
}

extension ParametricDistribution {
  /// The standardised variate: z for the normal families, ln((x / scale)^shape) for Weibull, x / scale for gamma.
  private func standard(_ x: Double) -> Double {
    switch self {
    case .lognormal(let mu, let sigma): (PortableMath.log(x) - mu) / sigma
    case .normal(let mean, let sigma): (x - mean) / sigma
    case .weibull(let shape, let scale):
      shape * SpecialFunctions.logRatio(x, scale)
    case .gamma(_, let scale): x / scale
    }
  }

  /// ln of the density at `x`; −infinity where there is none.
  public func logDensity(_ x: Double) -> Double {
    if family.isPositive && x <= 0 {
      if x == 0 {
        switch self {
        case .weibull(let shape, let scale), .gamma(let shape, let scale):
          return shape < 1 ? .infinity : shape == 1 ? -PortableMath.log(scale) : -.infinity
        default: break
        }
      }
      return -.infinity
    }
    let s = standard(x)
    switch self {
    case .lognormal(_, let sigma):
      return -0.5 * s * s - SpecialFunctions.halfLog2Pi - PortableMath.log(sigma)
        - PortableMath.log(x)
    case .normal(_, let sigma):
      return -0.5 * s * s - SpecialFunctions.halfLog2Pi - PortableMath.log(sigma)
    case .weibull(let shape, _):
      return s - PortableMath.exp(s) + PortableMath.log(shape) - PortableMath.log(x)
    case .gamma(let shape, _):
      // shape · s^shape e^−s / Γ(shape + 1) / x.
      return SpecialFunctions.logGammaPower(shape, s) + PortableMath.log(shape)
        - PortableMath.log(x)
    }
  }

  /// P(X ≤ x), to full relative precision.
  public func cumulative(_ x: Double) -> Double {
    if family.isPositive && x <= 0 { return 0 }
    let s = standard(x)
    switch self {
    case .lognormal, .normal: return SpecialFunctions.normalCumulative(s)
    case .weibull: return -PortableMath.expm1(-PortableMath.exp(s))
    case .gamma(let shape, _): return SpecialFunctions.regularizedGammaP(shape: shape, s)
    }
  }

  /// P(X > x), to full relative precision.
  public func survival(_ x: Double) -> Double {
    if family.isPositive && x <= 0 { return 1 }
    let s = standard(x)
    switch self {
    case .lognormal, .normal: return SpecialFunctions.normalSurvival(s)
    case .weibull: return PortableMath.exp(-PortableMath.exp(s))
    case .gamma(let shape, _): return SpecialFunctions.regularizedGammaQ(shape: shape, s)
    }
  }

  /// ln P(X ≤ x), finite down to the smallest values.
  public func logCumulative(_ x: Double) -> Double {
    if family.isPositive && x <= 0 { return -.infinity }
    let s = standard(x)
    switch self {
    case .lognormal, .normal: return SpecialFunctions.logNormalCumulative(s)
    case .weibull:
      return s < -36 ? s : PortableMath.log1mexp(-PortableMath.exp(s))
    case .gamma(let shape, _): return SpecialFunctions.logRegularizedGammaP(shape: shape, s)
    }
  }

  /// ln P(X > x), finite where the survival itself underflows.
  public func logSurvival(_ x: Double) -> Double {
    if family.isPositive && x <= 0 { return 0 }
    let s = standard(x)
    switch self {
    case .lognormal, .normal: return SpecialFunctions.logNormalSurvival(s)
    case .weibull: return -PortableMath.exp(s)
    case .gamma(let shape, _): return SpecialFunctions.logRegularizedGammaQ(shape: shape, s)
    }
  }

  /// The value below which the share `probability` lies. NaN outside 0…1.
  public func quantile(_ probability: Double) -> Double {
    if !(probability >= 0 && probability <= 1) { return .nan }
    if probability == 0 { return family.isPositive ? 0 : -.infinity }
    if probability == 1 { return .infinity }
    switch self {
    case .weibull(let shape, let scale):
      return scale
        * PortableMath.exp(PortableMath.log(-PortableMath.log1p(-probability)) / shape)
    default: return quantile(score: PortableMath.normalQuantile(probability))
    }
  }

  /// The value at the probability Φ(`score`), accurate in both tails: the upper is computed from 1 − Φ.
  public func quantile(score z: Double) -> Double {
    switch self {
    case .lognormal(let mu, let sigma): return PortableMath.exp(mu + sigma * z)
    case .normal(let mean, let sigma): return mean + sigma * z
    case .weibull(let shape, let scale):
      // ln of the cumulative hazard −ln S.
      let logHazard = PortableMath.log(-SpecialFunctions.logNormalSurvival(z))
      return scale * PortableMath.exp(logHazard / shape)
    case .gamma(let shape, let scale):
      return scale * SpecialFunctions.inverseRegularizedGammaP(shape: shape, score: z)
    }
  }

  /// The standard normal score Φ⁻¹(F(x)), accurate in both tails.
  public func score(of x: Double) -> Double {
    if family.isPositive && x <= 0 { return -.infinity }
    switch self {
    case .lognormal, .normal: return standard(x)
    case .weibull, .gamma:
      let logLower = logCumulative(x)
      if logLower <= -0.693_147_180_559_945_3 {
        return SpecialFunctions.normalQuantile(logCumulative: logLower)
      }
      return -SpecialFunctions.normalQuantile(logCumulative: logSurvival(x))
    }
  }
}

extension SpecialFunctions {
  /// ln(x / y) for positive x, y, accurate where they are close, without over- or underflow of the quotient.
  static func logRatio(_ x: Double, _ y: Double) -> Double {
    let excess = (x - y) / y
    return excess.magnitude < 0.5
      ? PortableMath.log1p(excess) : PortableMath.log(x) - PortableMath.log(y)
  }
}
