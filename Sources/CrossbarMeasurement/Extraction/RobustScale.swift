/// Location and scale that a few jumps do not move. Of more than 4096 numbers, 4096 evenly spaced ones decide.
enum RobustScale {
  private static let most = 4096
  /// Makes the median absolute deviation of normal noise its standard deviation.
  static let normal = 1.482_602_218_505_602

  /// The median (the mean of the middle two), `nil` of nothing.
  static func median(_ values: [Double]) -> Double? {
    if values.isEmpty { return nil }
    var sample = values
    if values.count > most {
      sample = (0..<most).map { values[$0 * (values.count - 1) / (most - 1)] }
    }
    sample.sort()
    let middle = sample.count / 2
    return sample.count % 2 == 1 ? sample[middle] : (sample[middle - 1] + sample[middle]) / 2
  }

  /// 1.4826 × the median magnitude; 0 of nothing.
  static func magnitude(_ values: [Double]) -> Double {
    normal * (median(values.map(\.magnitude)) ?? 0)
  }
}
