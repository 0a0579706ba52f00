internal import CrossbarCore
internal import CrossbarDevices

/// Decides from the raw random words, without computing a device, that the ``ThresholdRule`` reads a bit right.
///
/// The thresholds are moved to the probability scale once, where each family of distributions is the same, and there to
/// whole numbers. Whatever lies near one of them, and every device whose two resistances might have to change places, is
/// left to the full computation, so the filter changes no result.
struct QuickThresholdFilter: Sendable {
  /// V_SET is surely below the write voltage under this probability; so is |V_RST|.
  private let setBelow: Bound
  private let resetBelow: Bound
  /// R_LRS is surely below the threshold under this probability, R_HRS surely above it over that one.
  private let lowBelow: Bound
  private var highAbove: Bound
  private let startsLow: Bool
  private let highDistribution: DeviceDistribution
  private let threshold: Double
  /// Words do not tell correlated quantities one by one; then the scores that they give together are compared.
  let isCorrelated: Bool

  private let lowWords: WordLimit
  private var highWords: WordLimit
  private let setWords: WordLimit
  private let resetWords: WordLimit
  /// Bounds over which V_SET and R_LRS are surely above theirs, and under which R_HRS is below; none where cells do not
  /// start in HRS or their areas are others.
  private var surelyNot: (set: WordLimit, low: WordLimit, high: WordLimit)?

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
    threshold = device.operation.threshold.value
    let statistics = device.statistics
    // Rounding to six digits moves a value by 5 millionths at most.
    func surelyBelow(_ measured: MeasuredDistribution, _ limit: Double) -> Bound {
      Bound(measured.distribution.probability(below: limit * (1 - 1e-5)) - 1e-5)
    }
    setBelow = surelyBelow(statistics.vSet, write)
    resetBelow = surelyBelow(statistics.vReset, write)
    lowBelow = surelyBelow(statistics.rLRS, threshold)
    highDistribution = statistics.rHRS.distribution
    highAbove = Self.surelyAbove(highDistribution, threshold)
    startsLow = device.operation.initialState == .lrs
    isCorrelated = statistics.correlation != nil
    lowWords = WordLimit(below: lowBelow.probability)
    highWords = WordLimit(above: highAbove.probability)
    setWords = WordLimit(below: setBelow.probability)
    resetWords = WordLimit(below: resetBelow.probability)
    if !startsLow {
      let surelyLess = surelyBelow(statistics.rHRS, threshold)
      surelyNot = (
        WordLimit(above: Self.surelyAbove(statistics.vSet.distribution, write).probability),
        WordLimit(above: Self.surelyAbove(statistics.rLRS.distribution, threshold).probability),
        WordLimit(below: surelyLess.probability)
      )
    }
  }

  private static func surelyAbove(_ distribution: DeviceDistribution, _ limit: Double) -> Bound {
    Bound(distribution.probability(below: limit * (1 + 1e-5)) + 1e-5)
  }

  /// The filter of an array whose junctions have other areas; where one has none, nothing is sure.
  ///
  /// R_HRS over the larger area is what has to be above the threshold then. An area below the nominal one only raises it.
  func scaled(areas: (even: Double, odd: Double)) -> Self {
    let area = max(areas.even, areas.odd)
    let isWhole = min(areas.even, areas.odd) > 0
    var filter = self
    filter.surelyNot = nil
    filter.highAbove =
      isWhole ? Self.surelyAbove(highDistribution, threshold * max(area, 1)) : Bound(1)
    filter.highWords = WordLimit(above: filter.highAbove.probability)
    return filter
  }

  /// A bit for each cell of a block: whether it surely reads the bit in `bits`, quantities being independent.
  @inline(__always)
  func surelyRight(storing bits: UInt64, _ block: borrowing WordBlock) -> UInt64 {
    // What is not switched does not matter: V_SET to a zero, |V_RST| to a one.
    let switched =
      startsLow ? bits | block.below(resetWords, word: 1) : ~bits | block.below(setWords, word: 0)
    return switched & block.below(lowWords, word: 2) & ~block.below(highWords, word: 3)
  }

  /// Why a bit of independent quantities that is not surely right is surely wrong; `nil` decides nothing.
  ///
  /// Both resistances are on sure sides of the threshold, so that it does not matter whether they change places.
  @inline(__always)
  func sureCause(storing bit: Bool, _ words: (UInt64, UInt64, UInt64, UInt64)) -> BitErrorCause? {
    guard let surelyNot else { return nil }
    let isLowBelow = lowWords.isBelow(words.2)
    if !bit { return isLowBelow && surelyNot.high.isBelow(words.3) ? .hrsBelowThreshold : nil }
    if highWords.isBelow(words.3) { return nil }
    if !surelyNot.set.isBelow(words.0) {
      return isLowBelow || !surelyNot.low.isBelow(words.2) ? .setThresholdAboveWrite : nil
    }
    return setWords.isBelow(words.0) && !surelyNot.low.isBelow(words.2) ? .lrsAboveThreshold : nil
  }

  /// Of correlated ones.
  func isSurelyRight(storing bit: Bool, _ scores: DeviceSampler.Scores) -> Bool {
    guard scores.2 < lowBelow.score, scores.3 > highAbove.score else { return false }
    return bit
      ? startsLow || scores.0 < setBelow.score : !startsLow || scores.1 < resetBelow.score
  }
}
