internal import CrossbarCore

/// A trend along the cycles, over all devices together.
public struct Trend: Hashable, Sendable {
  /// Kendall's score over the number of pairs of cycles, all devices added: −1 (always falling) … 1 (always rising).
  public let coefficient: Double
  /// Standard score of the summed Kendall scores, continuity-corrected.
  public let z: Double
  /// Two-sided.
  public let p: Double
  /// Devices with at least three cycles, and their cycles.
  public let devices: Int
  public let n: Int
  /// Spearman's ρ of each device against the order of its cycles; nil with fewer than three cycles or no spread.
  public let perDevice: [Association?]

  /// The Mann–Kendall test with the scores and variances of the devices added, corrected for ties (R. M. Hirsch, J. R. Slack
  /// and R. A. Smith, Water Resour. Res. 18 (1982) 107). Nil where no device has three cycles and a spread.
  ///
  /// - Parameter groups: each device's values in the order of its cycles; nil for a cycle without one.
  public init?(groups: [[Double?]]) {
    var score = 0.0
    var variance = 0.0
    var pairs = 0.0
    var devices = 0
    var count = 0
    var perDevice: [Association?] = []
    for group in groups {
      let values = group.compactMap { $0 }.filter(\.isFinite)
      perDevice.append(
        Correlation.spearman(group, group.indices.map { Double($0) }))
      if values.count < 3 { continue }
      let n = Double(values.count)
      let ties = Ties(values.sorted())
      let all = n * (n - 1) / 2
      score += all - ties.pairs - 2 * Double(Correlation.inversions(values))
      variance += (n * (n - 1) * (2 * n + 5) - ties.fifth) / 18
      pairs += all
      devices += 1
      count += values.count
    }
    if !(variance > 0) { return nil }
    coefficient = score / pairs
    let shift = score > 0 ? -1.0 : score < 0 ? 1.0 : 0
    z = (score + shift) / variance.squareRoot()
    p = min(1, 2 * SpecialFunctions.normalSurvival(z.magnitude))
    self.devices = devices
    n = count
    self.perDevice = perDevice
  }
}

/// Correlation of each cycle with the next of the same device, all devices together.
public struct LagOneAutocorrelation: Hashable, Sendable {
  /// Σ d_t d_{t+1} / Σ d_t², d the distance from the device's mean.
  public let coefficient: Double
  /// What independent cycles give on average: below zero, as the means are the sample's own.
  public let expected: Double
  /// Two-sided, by the mean and variance over all orders of the cycles (A. Wald and J. Wolfowitz, Ann. Math. Stat. 14 (1943)
  /// 378, without the wrap-around).
  public let p: Double
  public let devices: Int
  public let n: Int

  /// Nil where no device has three cycles and a spread.
  ///
  /// - Parameter groups: each device's values in the order of its cycles; a missing cycle is passed over.
  public init?(groups: [[Double?]]) {
    var sum = 0.0
    var squares = 0.0
    var mean = 0.0
    var variance = 0.0
    var devices = 0
    var count = 0
    for group in groups {
      let values = group.compactMap { $0 }.filter(\.isFinite)
      if values.count < 3 || values.allSatisfy({ $0 == values[0] }) { continue }
      let n = Double(values.count)
      let centre = values.reduce(0, +) / n
      let d = values.map { $0 - centre }
      let s2 = d.reduce(0) { $0 + $1 * $1 }
      // Each device counts by its own spread, so that a noisy one does not speak for all.
      let product = zip(d, d.dropFirst()).reduce(0) { $0 + $1.0 * $1.1 } / s2
      let s4 = d.reduce(0) { $0 + $1 * $1 * $1 * $1 } / (s2 * s2)
      sum += n * product
      squares += n
      mean -= 1
      let second = (1 - s4) / n + (1 - 2 * s4) / (n * (n - 1))
      variance += n * n * max(0, second - 1 / (n * n))
      devices += 1
      count += values.count
    }
    if !(variance > 0) { return nil }
    coefficient = sum / squares
    expected = mean / squares
    p = min(
      1, 2 * SpecialFunctions.normalSurvival(((sum - mean) / variance.squareRoot()).magnitude))
    self.devices = devices
    n = count
  }
}
