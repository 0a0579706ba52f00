internal import CrossbarCore

/// How an interval was made.
public enum IntervalMethod: String, Hashable, Sendable {
  /// Student's t and χ² of a complete normal sample (or of the logarithms of a lognormal one).
  case exact
  /// Where twice the loss of the profile log-likelihood is χ²₁'s 0.95 quantile.
  case profileLikelihood
  /// Standard error from the observed information, on the logarithm for a positive parameter.
  case wald
}

/// One parameter of a fit.
public struct ParameterEstimate: Hashable, Sendable {
  /// As in ``Family/parameterNames``.
  public var name: String
  /// The maximum-likelihood value.
  public var value: Double
  /// From the inverse of the observed information.
  public var standardError: Double
  /// The 95 % interval.
  public var low: Double
  public var high: Double
  public var method: IntervalMethod

  public init(
    name: String, value: Double, standardError: Double, low: Double, high: Double,
    method: IntervalMethod
  ) {
    self.name = name
    self.value = value
    self.standardError = standardError
    self.low = low
    self.high = high
    self.method = method
  }
}

/// A family fitted to a sample by maximum likelihood.
public struct FamilyFit: Sendable {
  public let distribution: ParametricDistribution
  /// Log-likelihood of the data in their own unit: exact values count by density, ranges by probability.
  public let logLikelihood: Double
  /// Number of observations, censored ones included.
  public let n: Int
  /// Number of observations known exactly.
  public let exactCount: Int
  /// The two parameters in order, with errors and intervals.
  public let parameters: [ParameterEstimate]
  /// The square root of the n − 1 variance (of the logarithms for lognormal), beside the maximum-likelihood σ; nil for
  /// censored samples and other families.
  public let sigmaUnbiased: Double?
  let maximum: LikelihoodMaximum

  /// Number of fitted parameters.
  public var parameterCount: Int { 2 }
  public var family: Family { distribution.family }
  public var isComplete: Bool { maximum.sample.isComplete }

  /// Akaike's criterion, −2 ln L + 2 k.
  public var aic: Double { -2 * logLikelihood + 2 * Double(parameterCount) }

  /// Akaike's criterion corrected for small samples (Hurvich and Tsai 1989); nil where n ≤ k + 1.
  public var aicc: Double? {
    let k = Double(parameterCount)
    let rest = Double(n) - k - 1
    return rest > 0 ? aic + 2 * k * (k + 1) / rest : nil
  }

  /// The Bayesian criterion, −2 ln L + k ln n.
  public var bic: Double {
    -2 * logLikelihood + Double(parameterCount) * PortableMath.log(Double(n))
  }

  init(_ maximum: LikelihoodMaximum) {
    self.maximum = maximum
    distribution = maximum.distribution
    logLikelihood = maximum.curvature.value + maximum.jacobian
    n = maximum.sample.count
    exactCount = maximum.sample.exact.count
    parameters = maximum.parameterEstimates()
    let count = Double(maximum.sample.exact.count)
    switch maximum.distribution {
    case .lognormal(_, let sigma), .normal(_, let sigma):
      sigmaUnbiased =
        maximum.sample.isComplete ? sigma * (count / (count - 1)).squareRoot() : nil
    default: sigmaUnbiased = nil
    }
  }
}

extension LikelihoodMaximum {
  /// Above this many values the profile agrees with Wald's interval, and costs more.
  static let profileLimit = 20_000

  var prefersWald: Bool { sample.exact.count + sample.ranges.count > Self.profileLimit }

  func parameterEstimates() -> [ParameterEstimate] {
    switch likelihood {
    case .locationScale(let likelihood, let axis): locationScaleEstimates(likelihood, axis)
    case .gamma(let likelihood, let unit): gammaEstimates(likelihood, unit)
    }
  }

  private func locationScaleEstimates(
    _ likelihood: LocationScaleLikelihood, _ axis: Axis
  ) -> [ParameterEstimate] {
    let (alpha, beta) = (first, second)
    let v = curvature.covariance ?? (.nan, .nan, .nan)
    let m = alpha / beta
    // Of the location on the data's axis, and of the logarithm of the scale.
    let locationError =
      axis.unit * (max(0, v.v11 - 2 * m * v.v12 + m * m * v.v22)).squareRoot() / beta
    let logError = v.v22.squareRoot() / beta
    let names = distribution.family.parameterNames
    let (one, two) = distribution.values
    let location: (low: Double, high: Double)
    let logScale: (low: Double, high: Double)
    var method = IntervalMethod.wald
    let logUnit = PortableMath.log(axis.unit)
    let logBeta = PortableMath.log(beta)
    if sample.isComplete && distribution.family != .weibull {
      let n = likelihood.exactCount
      let half =
        SpecialFunctions.studentQuantile(0.975, degrees: n - 1) * axis.unit / beta
        / (n - 1).squareRoot()
      location = (axis.origin + axis.unit * m - half, axis.origin + axis.unit * m + half)
      func logSigma(_ p: Double) -> Double {
        logUnit - logBeta + 0.5
          * PortableMath.log(n / SpecialFunctions.chiSquaredQuantile(p, degrees: n - 1))
      }
      logScale = (logSigma(0.975), logSigma(0.025))
      method = .exact
    } else if !prefersWald,
      let places = ProfileLikelihood.interval(
        m, standardError: locationError / axis.unit, best: curvature.value,
        { place in
          ProfileLikelihood.maximum(around: logBeta, width: logError) {
            let b = PortableMath.exp($0)
            return likelihood.value(place * b, b)
          }
        }),
      let scales = ProfileLikelihood.interval(
        -logBeta, standardError: logError, best: curvature.value,
        { logScale in
          let b = PortableMath.exp(-logScale)
          return ProfileLikelihood.maximum(around: m * b, width: locationError / axis.unit * b) {
            likelihood.value($0, b)
          }
        })
    {
      location = (axis.origin + axis.unit * places.low, axis.origin + axis.unit * places.high)
      logScale = (scales.low + logUnit, scales.high + logUnit)
      method = .profileLikelihood
    } else {
      let z = Estimate.z95
      let centre = axis.origin + axis.unit * m
      location = (centre - z * locationError, centre + z * locationError)
      logScale = (logUnit - logBeta - z * logError, logUnit - logBeta + z * logError)
    }
    let exp = PortableMath.exp
    if distribution.family == .weibull {
      let place = ParameterEstimate(
        name: names[1], value: two, standardError: two * locationError,
        low: axis.reference * exp(location.low), high: axis.reference * exp(location.high),
        method: method)
      let shape = ParameterEstimate(
        name: names[0], value: one, standardError: one * logError, low: exp(-logScale.high),
        high: exp(-logScale.low), method: method)
      return [shape, place]
    }
    return [
      ParameterEstimate(
        name: names[0], value: one, standardError: locationError,
        low: location.low + axis.logReference, high: location.high + axis.logReference,
        method: method),
      ParameterEstimate(
        name: names[1], value: two, standardError: two * logError, low: exp(logScale.low),
        high: exp(logScale.high), method: method),
    ]
  }

  private func gammaEstimates(
    _ likelihood: GammaLikelihood, _ unit: Double
  ) -> [ParameterEstimate] {
    let (logShape, logMean) = (first, second)
    let v = curvature.covariance ?? (.nan, .nan, .nan)
    let shapeError = v.v11.squareRoot()
    // ln scale = ln mean − ln shape.
    let scaleError = max(0, v.v22 - 2 * v.v12 + v.v11).squareRoot()
    let z = Estimate.z95
    let logScale = logMean - logShape
    var shapes = (low: logShape - z * shapeError, high: logShape + z * shapeError)
    var scales = (low: logScale - z * scaleError, high: logScale + z * scaleError)
    var method = IntervalMethod.wald
    if sample.ranges.count <= 500,
      let first = ProfileLikelihood.interval(
        logShape, standardError: shapeError, best: curvature.value,
        { shape in
          ProfileLikelihood.maximum(around: logMean, width: v.v22.squareRoot()) {
            likelihood.value(shape, $0)
          }
        }),
      let second = ProfileLikelihood.interval(
        logScale, standardError: scaleError, best: curvature.value,
        { scale in
          ProfileLikelihood.maximum(around: logShape, width: shapeError) {
            likelihood.value($0, scale + $0)
          }
        })
    {
      (shapes, scales) = (first, second)
      method = .profileLikelihood
    }
    let (shape, scale) = distribution.values
    let exp = PortableMath.exp
    return [
      ParameterEstimate(
        name: "shape", value: shape, standardError: shape * shapeError, low: exp(shapes.low),
        high: exp(shapes.high), method: method),
      ParameterEstimate(
        name: "scale", value: scale, standardError: scale * scaleError,
        low: unit * exp(scales.low), high: unit * exp(scales.high), method: method),
    ]
  }
}
