internal import CrossbarCore
internal import CrossbarStatistics

/// The distribution of one positive quantity over devices.
///
/// Each maps a standard normal score z to the value whose cumulative probability is Φ(z). Scores are what is drawn, so
/// that a correlation of scores (a Gaussian copula) holds between any families.
public enum DeviceDistribution: Hashable, Sendable {
  /// Base of the logarithm that μ and σ of a lognormal distribution speak of.
  public enum LogBase: String, Hashable, Sendable, CaseIterable {
    case e = "e"
    case ten = "10"
  }

  /// The families by the names that device files use.
  public enum Family: String, Hashable, Sendable, CaseIterable {
    case lognormal, normal, weibull, gamma, empirical
  }

  /// The logarithm is normal with mean `mu` and standard deviation `sigma` > 0.
  case lognormal(base: LogBase, mu: Double, sigma: Double)
  /// Normal with `mean` and `sigma` > 0 in the unit, given that the value is positive: values at or below zero are not
  /// drawn, and probabilities are those of the distribution truncated at zero.
  case normal(mean: Double, sigma: Double)
  /// 1 − exp(−(x/scale)^shape), `scale` in the unit.
  case weibull(shape: Double, scale: Double)
  /// Density ∝ x^(shape−1)·exp(−x/scale), `scale` in the unit.
  case gamma(shape: Double, scale: Double)
  /// Quantiles as measured.
  case empirical(EmpiricalQuantiles)

  /// Where the compact model holds: every drawn value is brought into this range.
  public static let bounds = 1e-12...1e20

  public var family: Family {
    switch self {
    case .lognormal: .lognormal
    case .normal: .normal
    case .weibull: .weibull
    case .gamma: .gamma
    case .empirical: .empirical
    }
  }

  /// The parameters under the names that device files use; none of empirical quantiles.
  public var parameters: [(name: String, value: Double)] {
    switch self {
    case .lognormal(_, let mu, let sigma): [("mu", mu), ("sigma", sigma)]
    case .normal(let mean, let sigma): [("mean", mean), ("sigma", sigma)]
    case .weibull(let shape, let scale), .gamma(let shape, let scale):
      [("shape", shape), ("scale", scale)]
    case .empirical: []
    }
  }

  /// The value at a standard normal score, unbounded and unrounded.
  public func value(atScore z: Double) -> Double {
    switch self {
    case .lognormal(let base, let mu, let sigma):
      let logarithm = mu + sigma * z
      switch base {
      case .e: return PortableMath.exp(logarithm)
      case .ten: return PortableMath.exp10(logarithm)
      }
    case .normal(let mean, let sigma):
      // Q((x − mean)/σ) = Q(z)·Φ(mean/σ), by logarithms: exact in both tails.
      let tail =
        SpecialFunctions.logNormalSurvival(z) + SpecialFunctions.logNormalCumulative(mean / sigma)
      return mean - sigma * SpecialFunctions.normalQuantile(logCumulative: tail)
    case .weibull(let shape, let scale):
      return ParametricDistribution.weibull(shape: shape, scale: scale).quantile(score: z)
    case .gamma(let shape, let scale):
      return ParametricDistribution.gamma(shape: shape, scale: scale).quantile(score: z)
    case .empirical(let quantiles):
      return quantiles.value(at: SpecialFunctions.normalCumulative(z))
    }
  }

  /// The standard normal score of a positive value; −∞ and ∞ below and above all values.
  public func score(of value: Double) -> Double {
    switch self {
    case .lognormal(let base, let mu, let sigma):
      let logarithm = PortableMath.log(value)
      switch base {
      case .e: return (logarithm - mu) / sigma
      case .ten: return (logarithm / 2.302_585_092_994_045_684 - mu) / sigma
      }
    case .normal(let mean, let sigma):
      if value <= 0 { return -.infinity }
      let tail =
        SpecialFunctions.logNormalSurvival((value - mean) / sigma)
        - SpecialFunctions.logNormalCumulative(mean / sigma)
      return -SpecialFunctions.normalQuantile(logCumulative: min(tail, 0))
    case .weibull(let shape, let scale):
      return ParametricDistribution.weibull(shape: shape, scale: scale).score(of: value)
    case .gamma(let shape, let scale):
      return ParametricDistribution.gamma(shape: shape, scale: scale).score(of: value)
    case .empirical(let quantiles):
      let probability = quantiles.probability(below: value)
      if probability <= 0 { return -.infinity }
      if probability >= 1 { return .infinity }
      return PortableMath.normalQuantile(probability)
    }
  }

  public var median: Double { value(atScore: 0) }

  /// The probability of values below a positive one.
  public func probability(below value: Double) -> Double {
    if case .empirical(let quantiles) = self { return quantiles.probability(below: value) }
    let score = score(of: value)
    if score == -.infinity { return 0 }
    if score == .infinity { return 1 }
    return PortableMath.normalProbability(score)
  }

  /// The value that is drawn at a score: inside ``bounds``, of six significant digits.
  public func sample(atScore z: Double) -> Double {
    min(max(value(atScore: z), Self.bounds.lowerBound), Self.bounds.upperBound).roundedToSixDigits
  }
}
