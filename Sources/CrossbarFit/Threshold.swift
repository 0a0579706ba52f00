internal import CrossbarCore
internal import CrossbarStatistics

/// The resistance that tells the states apart.
enum Threshold {
  /// A share of devices that is taken for none.
  static let negligible = 1e-4

  /// Where a low-resistive state lies above as often as a high-resistive one below, ohms, to three digits; where there is
  /// a gap that next to no device reaches into, its middle on the logarithm.
  ///
  /// By bisection on the logarithm between the two medians.
  static func balanced(low: QuantityFit, high: QuantityFit) -> Double? {
    let start = PortableMath.log(low.median)
    let end = PortableMath.log(high.median)
    guard start < end else { return nil }
    func place(_ isBelow: (_ resistance: Double) -> Bool) -> Double {
      var (left, right) = (start, end)
      for _ in 0..<60 {
        let middle = (left + right) / 2
        if isBelow(PortableMath.exp(middle)) { left = middle } else { right = middle }
      }
      return (left + right) / 2
    }
    let lowEnd = place { 1 - low.cumulative($0) > negligible }
    let highStart = place { high.cumulative($0) <= negligible }
    let middle =
      lowEnd < highStart
      ? (lowEnd + highStart) / 2 : place { 1 - low.cumulative($0) > high.cumulative($0) }
    let value = PortableMath.exp(middle)
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
