/// A number with its 95 % confidence interval.
public struct Estimate: Hashable, Sendable {
  public var value: Double
  public var low: Double
  public var high: Double

  public init(value: Double, low: Double, high: Double) {
    self.value = value
    self.low = low
    self.high = high
  }

  static let z95 = 1.959_963_984_540_054

  /// A share of successes with Wilson's score interval (E. B. Wilson, J. Am. Stat. Assoc. 22 (1927) 209).
  public static func share(_ successes: Int, of trials: Int) -> Estimate {
    precondition(trials > 0, "no trial")
    let n = Double(trials)
    let p = Double(successes) / n
    let z2 = z95 * z95
    let centre = (p + z2 / (2 * n)) / (1 + z2 / n)
    let half = z95 / (1 + z2 / n) * (p * (1 - p) / n + z2 / (4 * n * n)).squareRoot()
    return Estimate(value: p, low: max(0, centre - half), high: min(1, centre + half))
  }

  /// The mean of a sample with the normal interval; the interval of a single number is the number.
  public static func mean(_ sample: [Double]) -> Estimate {
    precondition(!sample.isEmpty, "no sample")
    let n = Double(sample.count)
    let mean = sample.reduce(0, +) / n
    if sample.count == 1 { return Estimate(value: mean, low: mean, high: mean) }
    let variance = sample.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (n - 1)
    let half = z95 * (variance / n).squareRoot()
    return Estimate(value: mean, low: mean - half, high: mean + half)
  }
}
