internal import CrossbarCore

/// A quantile function as measured: values at probabilities from 0 to 1, between them linear in the logarithm.
public struct EmpiricalQuantiles: Hashable, Sendable {
  /// Strictly ascending, the first 0, the last 1.
  public let probabilities: [Double]
  /// Positive, never descending; as many as probabilities.
  public let values: [Double]
  private let logarithms: [Double]

  /// Nil where the two lists are not as ``probabilities`` and ``values`` demand.
  public init?(probabilities: [Double], values: [Double]) {
    guard probabilities.count >= 2, probabilities.count == values.count, probabilities.first == 0,
      probabilities.last == 1, zip(probabilities, probabilities.dropFirst()).allSatisfy(<),
      zip(values, values.dropFirst()).allSatisfy(<=),
      values.allSatisfy({ $0 > 0 && $0.isFinite })
    else { return nil }
    self.probabilities = probabilities
    self.values = values
    logarithms = values.map(PortableMath.log)
  }

  /// The value at a probability; the ends' values outside 0 … 1.
  public func value(at probability: Double) -> Double {
    let upper = firstIndex { probabilities[$0] >= probability }
    if upper == probabilities.count { return values[upper - 1] }
    if upper == 0 || probabilities[upper] == probability || values[upper] == values[upper - 1] {
      return values[upper]
    }
    let share =
      (probability - probabilities[upper - 1]) / (probabilities[upper] - probabilities[upper - 1])
    return PortableMath.exp(
      logarithms[upper - 1] + (logarithms[upper] - logarithms[upper - 1]) * share)
  }

  /// The probability of values below a given one: the least probability whose value reaches it.
  public func probability(below value: Double) -> Double {
    let upper = firstIndex { values[$0] >= value }
    if upper == values.count { return 1 }
    if upper == 0 { return 0 }
    let share =
      (PortableMath.log(value) - logarithms[upper - 1])
      / (logarithms[upper] - logarithms[upper - 1])
    return probabilities[upper - 1]
      + (probabilities[upper] - probabilities[upper - 1]) * min(max(share, 0), 1)
  }

  /// The first index of which an ascending condition holds; the count where of none.
  private func firstIndex(where holds: (Int) -> Bool) -> Int {
    var low = 0
    var high = probabilities.count
    while low < high {
      let middle = (low + high) / 2
      if holds(middle) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
