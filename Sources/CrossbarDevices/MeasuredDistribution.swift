/// Observations of which only a bound is known.
public struct CensoredCounts: Hashable, Sendable {
  /// Above the largest value that was tried, such as a V_SET beyond the sweep.
  public var right: Int
  /// Below the smallest.
  public var left: Int
  /// Between two values.
  public var interval: Int

  public init(right: Int = 0, left: Int = 0, interval: Int = 0) {
    self.right = right
    self.left = left
    self.interval = interval
  }

  public var total: Int { right + left + interval }
}

/// What was measured of one quantity: its distribution over devices and what is known about the fit.
public struct MeasuredDistribution: Hashable, Sendable {
  public var distribution: DeviceDistribution
  /// 95 % intervals of the distribution's two parameters in the order of ``DeviceDistribution/parameters``.
  public var firstInterval: ClosedRange<Double>?
  public var secondInterval: ClosedRange<Double>?
  /// The unbiased estimate of a lognormal or normal distribution's σ, where it is told apart from the one of largest
  /// likelihood.
  public var sigmaUnbiased: Double?
  /// Observations behind the fit, censored ones included, where known.
  public var sampleSize: Int?
  public var censored: CensoredCounts?
  /// Where the numbers come from.
  public var source: String
  /// Names of the files in ``Device/measurements`` that hold the observations; empty where not stated.
  public var files: [String]

  public init(
    _ distribution: DeviceDistribution, firstInterval: ClosedRange<Double>? = nil,
    secondInterval: ClosedRange<Double>? = nil, sigmaUnbiased: Double? = nil,
    sampleSize: Int? = nil, censored: CensoredCounts? = nil, source: String = "",
    files: [String] = []
  ) {
    self.distribution = distribution
    self.firstInterval = firstInterval
    self.secondInterval = secondInterval
    self.sigmaUnbiased = sigmaUnbiased
    self.sampleSize = sampleSize
    self.censored = censored
    self.source = source
    self.files = files
  }

  public var median: Double { distribution.median }

  /// The parameters with their intervals.
  public var parameters: [(name: String, value: Double, interval: ClosedRange<Double>?)] {
    zip(distribution.parameters, [firstInterval, secondInterval]).map { ($0.name, $0.value, $1) }
  }
}
