internal import CrossbarCore

/// Fits of the families to complete and censored samples by maximum likelihood.
public enum MaximumLikelihood {
  /// The fit of a family, with standard errors and 95 % intervals.
  ///
  /// Complete samples: closed form (lognormal, normal), or the score equation solved to rounding (Weibull, gamma). Censored
  /// samples: Newton's method on the full likelihood. The data are brought to unit size first, so that their unit does not
  /// matter. Exact ties, a single value and limits alone are refused with the reason.
  ///
  /// - Parameter observations: in any order; the result does not depend on their order but for rounding.
  public static func fit(
    _ family: Family, _ observations: [Observation]
  ) throws(FitFailure) -> FamilyFit {
    let sample = try CensoredSample(observations, for: family)
    return FamilyFit(try estimate(family, sample))
  }

  /// The point estimate alone.
  public static func distribution(
    _ family: Family, _ observations: [Observation]
  ) throws(FitFailure) -> ParametricDistribution {
    try estimate(family, try CensoredSample(observations, for: family)).distribution
  }

  static func estimate(
    _ family: Family, _ sample: CensoredSample
  ) throws(FitFailure) -> LikelihoodMaximum {
    switch family {
    case .gamma: try gamma(sample)
    case .lognormal, .normal, .weibull: try locationScale(family, sample)
    }
  }

  // MARK: Location and scale

  private static func locationScale(
    _ family: Family, _ sample: CensoredSample
  ) throws(FitFailure) -> LikelihoodMaximum {
    let axis = Axis(family, sample)
    if !(axis.unit > 0 && axis.unit.isFinite) { throw .noSpread(count: sample.count) }
    let likelihood = LocationScaleLikelihood(
      kernel: family == .weibull ? .smallestExtreme : .normal,
      exact: sample.exact.map(axis.position),
      ranges: sample.ranges.map { range in
        CensoredSample.Range(
          lower: range.lower == -.infinity ? range.lower : axis.position(range.lower),
          upper: range.upper == .infinity ? range.upper : axis.position(range.upper),
          weight: range.weight)
      })
    let best: (Double, Double, Curvature)
    if sample.isComplete && family != .weibull {
      let variance = likelihood.exactSquares / likelihood.exactCount
      if !(variance > 0) { throw .noSpread(count: sample.count) }
      let beta = 1 / variance.squareRoot()
      let alpha = likelihood.exactMean * beta
      best = (alpha, beta, likelihood.curvature(alpha, beta))
    } else {
      // A Weibull variate's logarithm has standard deviation π/√6 over the shape, and mean below ln scale.
      let start = family == .weibull ? (0.577, 1.283) : (0, 1)
      guard let maximum = likelihood.maximum(from: start.0, start.1), maximum.1 > 1e-8 else {
        throw .noMaximum
      }
      best = maximum
    }
    let location = axis.origin + axis.unit * (best.0 / best.1)
    let scale = axis.unit / best.1
    let distribution: ParametricDistribution
    switch family {
    case .lognormal:
      distribution = .lognormal(mu: location + axis.logReference, sigma: scale)
    case .normal: distribution = .normal(mean: location, sigma: scale)
    default:
      distribution = .weibull(shape: 1 / scale, scale: axis.reference * PortableMath.exp(location))
    }
    // The density of the data in their own unit: dy/dx = 1 / unit, and 1/x where the axis is logarithmic.
    var jacobian = -likelihood.exactCount * PortableMath.log(axis.unit)
    if family.isPositive {
      jacobian -=
        likelihood.exactCount
        * (axis.logReference + axis.origin + axis.unit * likelihood.exactMean)
    }
    return LikelihoodMaximum(
      distribution: distribution, sample: sample, likelihood: .locationScale(likelihood, axis),
      first: best.0, second: best.1, curvature: best.2, jacobian: jacobian)
  }

  // MARK: Gamma

  private static func gamma(_ sample: CensoredSample) throws(FitFailure) -> LikelihoodMaximum {
    let unit = reference(sample)
    let likelihood = GammaLikelihood(
      exact: sample.exact.map { $0 / unit },
      ranges: sample.ranges.map { range in
        CensoredSample.Range(
          lower: range.lower / unit, upper: range.upper / unit, weight: range.weight)
      })
    let best: (Double, Double, Curvature)
    if sample.isComplete {
      guard let (logShape, logMean) = likelihood.completeMaximum() else {
        throw .noSpread(count: sample.count)
      }
      best = (logShape, logMean, likelihood.curvature(logShape, logMean))
    } else {
      // From the lognormal of the same sample: ln X has about the variance 1/(k − ½).
      let start = try locationScale(.lognormal, sample).distribution.values
      let shape = min(max(1 / (start.second * start.second) + 0.5, 0.02), 1e12)
      let logMean =
        start.first - PortableMath.log(unit) + SpecialFunctions.logMinusDigamma(shape)
      guard let maximum = likelihood.maximum(from: PortableMath.log(shape), logMean) else {
        throw .noMaximum
      }
      best = maximum
    }
    let shape = PortableMath.exp(best.0)
    return LikelihoodMaximum(
      distribution: .gamma(shape: shape, scale: unit * PortableMath.exp(best.1) / shape),
      sample: sample, likelihood: .gamma(likelihood, unit: unit),
      first: best.0, second: best.1, curvature: best.2,
      jacobian: -likelihood.exactCount * PortableMath.log(unit))
  }

  /// A finite value amid the sample.
  static func reference(_ sample: CensoredSample) -> Double {
    if !sample.exact.isEmpty { return sample.exact[sample.exact.count / 2] }
    let range = sample.ranges[sample.ranges.count / 2]
    return range.lower.isFinite ? range.lower : range.upper
  }
}

/// The axis on which a sample has location about 0 and scale about 1: (x − reference), or ln(x / reference), less the
/// origin and over the unit.
struct Axis: Sendable {
  let isLogarithmic: Bool
  let reference: Double
  let logReference: Double
  /// Origin measured from the reference for a logarithmic axis, from zero for a linear one.
  let origin: Double
  let unit: Double
  /// The mean distance from the reference of a linear axis.
  private let shift: Double

  init(_ family: Family, _ sample: CensoredSample) {
    isLogarithmic = family.isPositive
    let reference = MaximumLikelihood.reference(sample)
    self.reference = reference
    logReference = isLogarithmic ? PortableMath.log(reference) : 0
    let logarithmic = isLogarithmic
    func distance(_ x: Double) -> Double {
      logarithmic ? SpecialFunctions.logRatio(x, reference) : x - reference
    }
    var sum = CompensatedSum()
    var count = 0.0
    func visit(_ body: (Double) -> Void) {
      for x in sample.exact { body(distance(x)) }
      for range in sample.ranges {
        if range.lower.isFinite { body(distance(range.lower)) }
        if range.upper.isFinite { body(distance(range.upper)) }
      }
    }
    visit {
      sum.add($0)
      count += 1
    }
    let mean = sum.value / count
    var largest = 0.0
    visit { largest = max(largest, ($0 - mean).magnitude) }
    // Scaled by the largest, so that the squares neither over- nor underflow.
    var squares = CompensatedSum()
    visit {
      let d = ($0 - mean) / largest
      squares.add(d * d)
    }
    shift = mean
    origin = logarithmic ? mean : reference + mean
    unit = largest * (squares.value / count).squareRoot()
  }

  func position(_ x: Double) -> Double {
    let distance = isLogarithmic ? SpecialFunctions.logRatio(x, reference) : x - reference
    return (distance - shift) / unit
  }
}

/// What a search for the maximum leaves behind.
struct LikelihoodMaximum: Sendable {
  enum Likelihood: Sendable {
    case locationScale(LocationScaleLikelihood, Axis)
    case gamma(GammaLikelihood, unit: Double)
  }

  let distribution: ParametricDistribution
  let sample: CensoredSample
  let likelihood: Likelihood
  /// The estimates in the likelihood's own parameters.
  let first: Double
  let second: Double
  let curvature: Curvature
  /// What the change of the data's unit adds to the log-likelihood.
  let jacobian: Double
}
