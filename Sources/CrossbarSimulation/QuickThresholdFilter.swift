internal import CrossbarCore
internal import CrossbarDevices

/// Decides from the raw random words, without computing a device, that the ``ThresholdRule`` reads a bit right.
///
/// The thresholds are moved to the probability scale once, where each family of distributions is the same. Whatever
/// lies near one of them, and every device whose two resistances might have to change places, is left to the full
/// computation, so the filter changes no result.
struct QuickThresholdFilter: Sendable {
  /// V_SET is surely below the write voltage under this probability.
  private let setBelow: Bound
  private let resetBelow: Bound
  /// R_LRS is surely below the threshold under this probability, R_HRS surely above it over that one.
  private let lowBelow: Bound
  private let highAbove: Bound
  private let startsLow: Bool
  /// Correlated words do not tell a quantity one by one; then the scores that they give together are compared.
  private let isCorrelated: Bool

  /// A probability and its standard normal score.
  private struct Bound: Sendable {
    let probability: Double
    let score: Double

    init(_ probability: Double) {
      self.probability = probability
      score =
        probability <= 0
        ? -.infinity : probability >= 1 ? .infinity : PortableMath.normalQuantile(probability)
    }
  }

  init(device: Device) {
    let write = device.operation.writeVoltage.value
    let threshold = device.operation.threshold.value
    let statistics = device.statistics
    // Rounding to six digits moves a value by 5 millionths at most.
    func surelyBelow(_ measured: MeasuredDistribution, _ limit: Double) -> Bound {
      Bound(measured.distribution.probability(below: limit * (1 - 1e-5)) - 1e-5)
    }
    setBelow = surelyBelow(statistics.vSet, write)
    resetBelow = surelyBelow(statistics.vReset, write)
    lowBelow = surelyBelow(statistics.rLRS, threshold)
    highAbove = Bound(
      statistics.rHRS.distribution.probability(below: threshold * (1 + 1e-5)) + 1e-5)
    startsLow = device.operation.initialState == .lrs
    isCorrelated = statistics.correlation != nil
  }

  func isSurelyRight(
    storing bit: Bool, _ words: (UInt64, UInt64, UInt64, UInt64), _ sampler: DeviceSampler
  ) -> Bool {
    if isCorrelated {
      let scores = sampler.scores(words)
      guard scores.2 < lowBelow.score, scores.3 > highAbove.score else { return false }
      return bit
        ? startsLow || scores.0 < setBelow.score : !startsLow || scores.1 < resetBelow.score
    }
    guard Philox4x64.unitInterval(words.2) < lowBelow.probability,
      Philox4x64.unitInterval(words.3) > highAbove.probability
    else { return false }
    if bit { return startsLow || Philox4x64.unitInterval(words.0) < setBelow.probability }
    return !startsLow || Philox4x64.unitInterval(words.1) < resetBelow.probability
  }
}
