internal import CrossbarCore
internal import CrossbarStatistics

/// The resistance that tells the states apart.
enum Threshold {
  /// Where a low-resistive state lies above as often as a high-resistive one below, ohms, to three digits.
  ///
  /// By bisection on the logarithm between the two medians.
  static func balanced(low: QuantityFit, high: QuantityFit) -> Double? {
    var left = PortableMath.log(low.median)
    var right = PortableMath.log(high.median)
    guard left < right else { return nil }
    for _ in 0..<60 {
      let middle = (left + right) / 2
      let resistance = PortableMath.exp(middle)
      if 1 - low.cumulative(resistance) > high.cumulative(resistance) {
        left = middle
      } else {
        right = middle
      }
    }
    let value = PortableMath.exp((left + right) / 2)
    var scale = 1.0
    while value / scale >= 1000 { scale *= 10 }
    while value / scale < 100 { scale /= 10 }
    return ((value / scale).rounded() * scale).sixDigits
  }
}

extension QuantityFit {
  /// Share of the model below a value.
  func cumulative(_ value: Double) -> Double {
    switch model {
    case .family(let fit): fit.distribution.cumulative(value)
    case .empirical(let quantiles): quantiles.cumulative(value)
    }
  }
}
