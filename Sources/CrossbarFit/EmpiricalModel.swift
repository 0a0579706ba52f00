internal import CrossbarCore
internal import CrossbarDevices
internal import CrossbarStatistics

extension EmpiricalQuantiles {
  /// Quantiles for a device file: probabilities from 0 to 1, positive values, six digits each.
  ///
  /// What is right-censored lies between its limit and twice the limit, what is left-censored between half its limit and
  /// the limit: the data say no more of it than that it is there.
  ///
  /// Nil where a value is not positive.
  init?(measured: EmpiricalDistribution) {
    var points = measured.points.map { (probability: $0.probability, value: $0.value) }
    if let below = measured.belowLimit {
      points.insert((0, below.limit / 2), at: 0)
    }
    if let above = measured.aboveLimit {
      let last = points.last?.value ?? above.limit
      let share = points.last?.probability ?? 0
      points.append(((share + 1e-6), max(last, above.limit)))
      points.append((1, max(last, 2 * above.limit)))
    }
    var probabilities: [Double] = []
    var values: [Double] = []
    for (index, point) in points.enumerated() {
      let isEnd = index == 0 || index == points.count - 1
      let probability = isEnd ? (index == 0 ? 0 : 1) : point.probability.sixDigits
      // Rounded, two neighbours may meet.
      if let last = probabilities.last, probability <= last {
        if index < points.count - 1 { continue }
        probabilities.removeLast()
        values.removeLast()
      }
      if !isEnd && probability >= 1 { continue }
      probabilities.append(probability)
      values.append(max(point.value.sixDigits, values.last ?? 0))
    }
    guard values.allSatisfy(DeviceDistribution.bounds.contains) else { return nil }
    self.init(probabilities: probabilities, values: values)
  }
}
