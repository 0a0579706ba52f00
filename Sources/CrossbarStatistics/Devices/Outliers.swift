internal import CrossbarCore

/// Values far from the rest by a rule that they cannot move.
public enum Outliers {
  /// A modified score beyond this is an outlier.
  public static let threshold = 3.5

  /// Indices of the values with |0.6745 (x − median) / MAD| > 3.5 (B. Iglewicz and D. C. Hoaglin, How to Detect and Handle
  /// Outliers, 1993), in order.
  ///
  /// Where more than half of the values are equal and the MAD is zero, the mean absolute deviation, divided by 0.7979, takes
  /// its place. On the logarithmic scale values that are not positive are outliers.
  public static func flagged(_ values: [Double], logarithmic: Bool) -> [Int] {
    let scale = values.map { x in
      !x.isFinite || (logarithmic && x <= 0)
        ? Double.nan : logarithmic ? PortableMath.log(x) : x
    }
    let sorted = scale.filter { !$0.isNaN }.sorted()
    if sorted.isEmpty { return Array(values.indices) }
    let median = sorted.quantile(0.5)
    let distances = sorted.map { ($0 - median).magnitude }.sorted()
    var sigma = distances.quantile(0.5) / 0.674_489_750_196_081_7
    if sigma == 0 {
      sigma = distances.reduce(0, +) / Double(distances.count) / 0.797_884_560_802_865_4
    }
    return values.indices.filter { index in
      scale[index].isNaN || (scale[index] - median).magnitude > threshold * sigma
    }
  }
}
