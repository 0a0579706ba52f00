internal import CrossbarCore

/// A device at the edge of what the statistics allow, for one quantity at a time.
public enum DeviceCorner: String, Hashable, Sendable, CaseIterable {
  /// All four at their medians.
  case typical
  /// V_SET high.
  case slowSet = "slow_set"
  /// R_LRS high: the ones read weakly.
  case weakLRS = "weak_lrs"
  /// R_HRS low: the zeros leak.
  case leakyHRS = "leaky_hrs"

  /// Standard deviations of the normal score at which the corner's quantity stands.
  public static let sigmas = 3.0

  /// The quantity and its score; nil for the typical device.
  public var quantity: (DeviceQuantity, score: Double)? {
    switch self {
    case .typical: nil
    case .slowSet: (.vSet, Self.sigmas)
    case .weakLRS: (.rLRS, Self.sigmas)
    case .leakyHRS: (.rHRS, -Self.sigmas)
    }
  }

  /// The normal scores of V_SET, |V_RST|, R_LRS and R_HRS.
  ///
  /// The corner's own is ± ``sigmas``; the others are their means given that one: for a Gaussian copula the correlation
  /// times its score (R. B. Nelsen, An Introduction to Copulas, 2nd ed., 2.3 and 5), so zero, the median, where the
  /// quantities are independent.
  public func scores(_ statistics: DeviceStatistics) -> DeviceSampler.Scores {
    guard let (quantity, score) = quantity else { return (0, 0, 0, 0) }
    let place = DeviceQuantity.allCases.firstIndex(of: quantity) ?? 0
    let row = statistics.correlation?.matrix[place]
    func at(_ index: Int) -> Double {
      index == place ? score : (row?[index] ?? 0) * score
    }
    return (at(0), at(1), at(2), at(3))
  }

  /// The device: each distribution's value at its score, in the bounds and digits of every drawn device; R_HRS and R_LRS
  /// change places where they would be the wrong way round.
  public func device(_ statistics: DeviceStatistics) -> DeviceSample {
    DeviceSampler(statistics: statistics, seed: 0).sample(scores: scores(statistics))
  }
}
