internal import CrossbarCore

/// Why a variance cannot be split.
public enum VarianceFailure: Error, Hashable, Sendable, CustomStringConvertible {
  case oneDevice
  case oneCycleEach
  case nonpositive(count: Int)
  case noSpread

  public var description: String {
    switch self {
    case .oneDevice: "values of at least two devices are needed"
    case .oneCycleEach: "no device has more than one cycle"
    case .nonpositive(let count): "\(count) of the values are not positive"
    case .noSpread: "all values are equal"
    }
  }
}

/// The spread between devices and that between the cycles of one device: the one-way random-effects analysis of
/// variance, devices of unequal numbers of cycles allowed.
public struct VarianceComponents: Hashable, Sendable {
  /// Variance of the devices' means; zero where the estimate is negative.
  public let deviceVariance: Double
  /// Variance of the cycles of one device.
  public let cycleVariance: Double
  /// Share of the devices in the whole variance, with a 95 % interval: Searle's from the F ratio, exact for equal
  /// numbers of cycles, approximate otherwise (S. R. Searle, Linear Models, 1971, ch. 9).
  public let intraclassCorrelation: Estimate
  /// The mean of all values, or of their logarithms.
  public let mean: Double
  /// Fisher's F of devices against cycles, and its p-value.
  public let f: Double
  public let p: Double
  public let devices: Int
  public let values: Int
  /// Whether it is of the natural logarithms.
  public let isLogarithmic: Bool

  public var deviceSigma: Double { deviceVariance.squareRoot() }
  public var cycleSigma: Double { cycleVariance.squareRoot() }

  /// - Parameters:
  ///   - groups: the values of each device; empty devices are left out.
  ///   - logarithmic: whether to split the variance of the natural logarithms.
  public init(groups: [[Double]], logarithmic: Bool) throws(VarianceFailure) {
    let nonpositive = groups.reduce(0) { $0 + $1.count { !($0 > 0) } }
    if logarithmic && nonpositive > 0 { throw .nonpositive(count: nonpositive) }
    let kept = groups.filter { !$0.isEmpty }.map { group in
      logarithmic ? group.map { PortableMath.log($0) } : group
    }
    let count = kept.count
    let total = kept.reduce(0) { $0 + $1.count }
    if count < 2 { throw .oneDevice }
    if total == count { throw .oneCycleEach }
    let means = kept.map { group in group.reduce(0, +) / Double(group.count) }
    let grand = zip(kept, means).reduce(0) { $0 + Double($1.0.count) * $1.1 } / Double(total)
    var between = CompensatedSum()
    var within = CompensatedSum()
    var squares = 0.0
    for (group, mean) in zip(kept, means) {
      between.add(Double(group.count) * (mean - grand) * (mean - grand))
      for x in group { within.add((x - mean) * (x - mean)) }
      squares += Double(group.count * group.count)
    }
    let a = Double(count - 1)
    let b = Double(total - count)
    let meanBetween = between.value / a
    let meanWithin = within.value / b
    if !(meanBetween > 0 || meanWithin > 0) { throw .noSpread }
    // The number of cycles that counts.
    let size = (Double(total) - squares / Double(total)) / a
    deviceVariance = max(0, (meanBetween - meanWithin) / size)
    cycleVariance = meanWithin
    let ratio = meanBetween / meanWithin
    f = ratio
    p = SpecialFunctions.fisherSurvival(ratio, numerator: a, denominator: b)
    func share(_ ratio: Double) -> Double {
      ratio == .infinity ? 1 : min(1, max(0, (ratio - 1) / (ratio + size - 1)))
    }
    intraclassCorrelation = Estimate(
      value: deviceVariance / (deviceVariance + cycleVariance),
      low: share(ratio / SpecialFunctions.fisherQuantile(0.975, numerator: a, denominator: b)),
      high: share(ratio / SpecialFunctions.fisherQuantile(0.025, numerator: a, denominator: b)))
    mean = grand
    devices = count
    values = total
    isLogarithmic = logarithmic
  }
}
