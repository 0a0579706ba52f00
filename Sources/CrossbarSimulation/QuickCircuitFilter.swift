internal import CrossbarArray
internal import CrossbarCore
internal import CrossbarDevices

/// Decides from the raw random words, without computing a device, that the ``CellSimulator`` reads a bit right.
///
/// The space of devices is cut into boxes by quantiles of R_LRS and R_HRS, narrow in the tails. For each, the largest V_SET
/// is found at which the bounds of ``CellSimulator/isSurelyRight(storing:slow:resistive:circuit:readCircuit:noise:)`` still
/// hold at the box's worst corner, in the row with the longest wires: switching is slowest for the largest V_SET and, as
/// the transistor takes its share of the voltage, the smallest resistances; reading is hardest for the largest ones.
/// Whatever lies elsewhere is left to the full computation, so the filter changes no result.
struct QuickCircuitFilter: Sendable {
  private let wiring: ArrayWiring
  private let rows: Int
  /// Words do not tell correlated quantities one by one; then the scores that they give together are compared.
  let isCorrelated: Bool
  private let low: QuantileBoxes
  private let high: QuantileBoxes
  /// Of a one: the bound of V_SET by the boxes of R_LRS and, in each, of R_HRS.
  private let one: [WordLimit]
  private let oneScores: [Double]
  /// A zero reads right where V_SET and R_HRS are above these bounds, R_LRS below.
  private let zero: (set: WordLimit, low: WordLimit, high: WordLimit)
  private let zeroScores: (set: Double, low: Double, high: Double)
  /// Noise scores beyond ``noiseReach`` are left to the full computation.
  private let noise: (least: WordLimit, most: WordLimit)

  private static let noiseReach = 4.0
  /// Six digits of a sample, and the last bits of quantile functions.
  private static let slack = 1e-5
  /// Steps of the probability among which bounds are searched.
  private static let steps = 4096
  /// Independent scores are below 8.3 in magnitude; correlated ones beyond are left to the full computation.
  private static let reach = 8.5

  /// Nil where the bounds decide nothing.
  init?(simulator: CellSimulator, statistics: DeviceStatistics, wiring: ArrayWiring, rows: Int) {
    let operation = simulator.operation
    let model = simulator.model
    // What RESET does to a filament that grows is bounded by the exponent below the threshold, for any |V_RST|.
    let bound = CompactModel.exponentBound
    let reset =
      PortableMath.exp(-bound * PortableMath.tanh(1 / (bound * model.slopeBelowReset)))
      * 2 / model.constants.thresholdTime
    guard operation.initialState == .hrs, model.constants.temperature == nil,
      reset * simulator.schedule.end.value < 1e-6
    else { return nil }
    self.wiring = wiring
    self.rows = rows
    isCorrelated = statistics.correlation != nil
    let circuit = CellCircuit(wiring, row: max(0, rows - 1))
    let isNoisy = (model.constants.readNoise?.relative ?? 0) != 0
    let scores = isNoisy ? [-Self.noiseReach, Self.noiseReach] : [0]
    // A little within the reach, which the corners are computed at.
    let share = PortableMath.normalProbability(1e-6 - Self.noiseReach)
    noise = (WordLimit(below: share), WordLimit(above: 1 - share))

    func value(_ measured: MeasuredDistribution, _ score: Double, upper: Bool) -> Double {
      measured.distribution.sample(atScore: score) * (upper ? 1 + Self.slack : 1 - Self.slack)
    }
    func score(_ step: Int) -> Double {
      PortableMath.normalQuantile((Double(step) + 0.5) / Double(Self.steps))
    }
    func isRight(_ bit: Bool, slow: DeviceSample, resistive: DeviceSample) -> Bool {
      scores.allSatisfy {
        simulator.isSurelyRight(
          storing: bit, slow: slow, resistive: resistive, circuit: circuit, noise: $0)
      }
    }

    low = QuantileBoxes(middle: 16)
    high = QuantileBoxes(middle: 4)
    let vReset = value(statistics.vReset, -Self.reach, upper: false)
    var oneSteps: [Int?] = []
    for l in 0..<low.count {
      let rLRS = low.scores(l)
      let (least, most) = (
        value(statistics.rLRS, rLRS.lowerBound, upper: false),
        value(statistics.rLRS, rLRS.upperBound, upper: true)
      )
      for h in 0..<high.count {
        let rHRS = high.scores(h)
        let weak = value(statistics.rHRS, rHRS.lowerBound, upper: false)
        let strong = value(statistics.rHRS, rHRS.upperBound, upper: true)
        // Where a device's two resistances might change places nothing is decided. A tenth keeps the conductance of a
        // filament falling with either of them at any voltage.
        guard weak > 10 * most else {
          oneSteps.append(nil)
          continue
        }
        oneSteps.append(
          Self.first(of: Self.steps) { step in
            let vSet = value(statistics.vSet, score(Self.steps - 1 - step), upper: true)
            return isRight(
              true, slow: DeviceSample(vSet: vSet, vReset: vReset, rLRS: least, rHRS: weak),
              resistive: DeviceSample(vSet: vSet, vReset: vReset, rLRS: most, rHRS: strong))
          }.map { Self.steps - 1 - $0 })
      }
    }
    one = oneSteps.map { $0.map { WordLimit(below: Self.probability($0)) } ?? WordLimit(below: 0) }
    oneScores = oneSteps.map { $0.map(score) ?? -.infinity }

    // A zero depends on V_SET and R_HRS, each to be large enough; R_LRS only must stay below R_HRS.
    func isZero(_ set: Double, _ high: Double) -> Bool {
      let device = DeviceSample(
        vSet: set, vReset: 1, rLRS: DeviceDistribution.bounds.lowerBound, rHRS: high)
      return isRight(false, slow: device, resistive: device)
    }
    let most = DeviceDistribution.bounds.upperBound
    let set = Self.first(of: Self.steps) {
      isZero(value(statistics.vSet, score($0), upper: false), most)
    }
    let high = Self.first(of: Self.steps) {
      isZero(most, value(statistics.rHRS, score($0), upper: false))
    }
    guard let set, let high else { return nil }
    let least = value(statistics.rHRS, score(high), upper: false)
    let low = (0..<Self.steps).last { value(statistics.rLRS, score($0), upper: true) < least }
    zero = (
      WordLimit(above: Self.probability(set)), WordLimit(below: low.map(Self.probability) ?? 0),
      WordLimit(above: Self.probability(high))
    )
    zeroScores = (score(set), low.map(score) ?? -.infinity, score(high))
  }

  private static func probability(_ step: Int) -> Double { (Double(step) + 0.5) / Double(steps) }

  /// The least number from which on a rule holds, by bisection; whatever the rule, it holds there.
  private static func first(of count: Int, _ rule: (Int) -> Bool) -> Int? {
    guard rule(count - 1) else { return nil }
    var (low, high) = (-1, count - 1)
    while high - low > 1 {
      let middle = (low + high) / 2
      if rule(middle) { high = middle } else { low = middle }
    }
    return high
  }

  /// Whether the filter was made for these wires, in a tile of so many rows or fewer.
  func holds(_ wiring: ArrayWiring, rows: Int) -> Bool {
    wiring == self.wiring && rows <= self.rows
  }

  /// Whether a read's noise is within the reach; `nil` where there is none.
  @inline(__always)
  func isQuiet(_ word: UInt64?) -> Bool {
    guard let word else { return true }
    return !noise.least.isBelow(word) && noise.most.isBelow(word)
  }

  /// Of independent quantities.
  @inline(__always)
  func isSurelyRight(storing bit: Bool, _ words: DeviceSampler.Words) -> Bool {
    if bit {
      let place = low.box(words.2) &* high.count &+ high.box(words.3)
      return one[place].isBelow(words.0)
    }
    return !zero.set.isBelow(words.0) && zero.low.isBelow(words.2) && !zero.high.isBelow(words.3)
  }

  /// Of correlated ones.
  func isSurelyRight(storing bit: Bool, _ scores: DeviceSampler.Scores) -> Bool {
    if bit {
      guard scores.2.magnitude < Self.reach, scores.3.magnitude < Self.reach else { return false }
      return scores.0 < oneScores[low.box(score: scores.2) * high.count + high.box(score: scores.3)]
    }
    return scores.0 > zeroScores.set && scores.2 < zeroScores.low && scores.3 > zeroScores.high
  }
}

/// Intervals of the probability, of equal width in the middle and of half the width with each step toward either end.
struct QuantileBoxes: Sendable {
  private static let places = 4096
  private static let reach = 8.5
  /// The box of each 4096th of the probability.
  private let boxes: [UInt8]
  /// Scores between the boxes.
  private let edges: [Double]

  /// - Parameter middle: boxes were all of equal width; at least 2, a power of two.
  init(middle: Int) {
    let width = Self.places / middle
    var cuts: [Int] = []
    var cut = 1
    while cut < width {
      cuts += [cut, Self.places - cut]
      cut *= 2
    }
    for index in 1..<middle { cuts.append(index * width) }
    cuts.sort()
    var boxes: [UInt8] = []
    for place in 0..<Self.places { boxes.append(UInt8(cuts.count { $0 <= place })) }
    self.boxes = boxes
    edges = cuts.map { PortableMath.normalQuantile(Double($0) / Double(Self.places)) }
  }

  var count: Int { edges.count + 1 }

  /// The scores of a box.
  func scores(_ box: Int) -> ClosedRange<Double> {
    (box == 0 ? -Self.reach : edges[box - 1])...(box == edges.count ? Self.reach : edges[box])
  }

  /// The box of a random word.
  @inline(__always)
  func box(_ word: UInt64) -> Int { Int(boxes[Int(truncatingIfNeeded: word >> 52)]) }

  /// The box of a standard score.
  func box(score: Double) -> Int { edges.count { $0 <= score } }
}
