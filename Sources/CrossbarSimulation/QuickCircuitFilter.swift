internal import CrossbarArray
internal import CrossbarCore
internal import CrossbarDevices

/// Decides from the raw random words, without computing a device, that the ``CellSimulator`` reads a bit right.
///
/// The space of devices is cut into boxes by quantiles. For a box the bounds of
/// ``CellSimulator/isSurelyRight(storing:device:circuit:noise:)`` are taken once at its worst corner, in the row with the
/// longest wires: switching is slowest for the largest V_SET and, as the transistor takes its share of the voltage, the
/// smallest resistances; reading is hardest for the largest ones. Whatever lies in another box is left to the full
/// computation, so the filter changes no result.
struct QuickCircuitFilter: Sendable {
  /// Boxes along V_SET and R_LRS and along R_HRS, of equal probability.
  private static let count = 32
  private static let highCount = 8
  /// Noise scores beyond this are left to the full computation.
  private static let noiseReach = 4.0

  /// Of a one: by V_SET, R_LRS, R_HRS.
  private let one: [Bool]
  /// A zero reads right where V_SET and R_HRS are above these probabilities, R_LRS below.
  private let zeroSet: Double
  private let zeroHigh: Double
  private let zeroLow: Double

  /// The same three as scores; where quantities are correlated, words do not tell them one by one.
  private let zeroScores: (set: Double, high: Double, low: Double)
  /// Scores between the boxes.
  private let edges: [Double]
  private let highEdges: [Double]
  private let isCorrelated: Bool
  private let noiseLimit: Double

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
    let circuit = CellCircuit(wiring, row: max(0, rows - 1))
    let relative = model.constants.readNoise?.relative ?? 0
    let reach = relative == 0 ? 0 : Self.noiseReach
    // Six digits of a sample, and the last bits of quantile functions.
    let slack = 1e-5
    func edge(
      _ measured: MeasuredDistribution, _ index: Int, of count: Int = Self.count, upper: Bool
    ) -> Double {
      let share = Double(index) / Double(count)
      let score = index <= 0 ? -8.5 : index >= count ? 8.5 : PortableMath.normalQuantile(share)
      return measured.distribution.sample(atScore: score) * (upper ? 1 + slack : 1 - slack)
    }
    func isRight(
      _ bit: Bool, slow: DeviceSample, resistive: DeviceSample
    ) -> Bool {
      [-reach, reach].allSatisfy {
        simulator.isSurelyRight(
          storing: bit, slow: slow, resistive: resistive, circuit: circuit, noise: $0)
      }
    }
    let n = Self.count
    let low = statistics.rLRS
    let high = statistics.rHRS
    let m = Self.highCount
    var one = [Bool](repeating: false, count: n * n * m)
    for set in 0..<n {
      for l in 0..<n {
        for h in 0..<m {
          let least = edge(low, l, upper: false)
          let most = edge(low, l + 1, upper: true)
          // Where a device's two resistances might change places nothing is decided.
          // A tenth keeps the conductance falling with either of them at any voltage.
          guard edge(high, h, of: m, upper: false) > 10 * most else { continue }
          let vSet = edge(statistics.vSet, set + 1, upper: true)
          let vReset = edge(statistics.vReset, 0, upper: false)
          one[(set * n + l) * m + h] = isRight(
            true,
            slow: DeviceSample(
              vSet: vSet, vReset: vReset, rLRS: least, rHRS: edge(high, h, of: m, upper: false)),
            resistive: DeviceSample(
              vSet: vSet, vReset: vReset, rLRS: most, rHRS: edge(high, h + 1, of: m, upper: true)))
        }
      }
    }
    self.one = one
    // A zero depends on V_SET and R_HRS alone, each to be large enough; R_LRS only must stay below R_HRS.
    func zero(_ set: Double, _ high: Double) -> Bool {
      let device = DeviceSample(vSet: set, vReset: 1, rLRS: 1, rHRS: high)
      return isRight(false, slow: device, resistive: device)
    }
    let steps = 4096
    func value(_ measured: MeasuredDistribution, _ step: Int, upper: Bool) -> Double {
      measured.distribution.sample(
        atScore: PortableMath.normalQuantile((Double(step) + 0.5) / Double(steps)))
        * (upper ? 1 + slack : 1 - slack)
    }
    /// The least step from which on a rule holds, by bisection of a monotonic rule.
    func first(_ rule: (Int) -> Bool) -> Int? {
      guard rule(steps - 1) else { return nil }
      var (low, high) = (-1, steps - 1)
      while high - low > 1 {
        let middle = (low + high) / 2
        if rule(middle) { high = middle } else { low = middle }
      }
      return high
    }
    let setStep = first { zero(value(statistics.vSet, $0, upper: false), .greatestFiniteMagnitude) }
    let highStep = first { zero(.greatestFiniteMagnitude, value(high, $0, upper: false)) }
    guard let setStep, let highStep else { return nil }
    let least = value(high, highStep, upper: false)
    let lowStep = (0..<steps).last { value(low, $0, upper: true) < least }
    func probability(_ step: Int) -> Double { (Double(step) + 0.5) / Double(steps) }
    zeroSet = probability(setStep)
    zeroHigh = probability(highStep)
    zeroLow = lowStep.map(probability) ?? 0
    zeroScores = (
      PortableMath.normalQuantile(zeroSet), PortableMath.normalQuantile(zeroHigh),
      lowStep.map { PortableMath.normalQuantile(probability($0)) } ?? -.infinity
    )
    edges = (1..<n).map { PortableMath.normalQuantile(Double($0) / Double(n)) }
    highEdges = (1..<m).map { PortableMath.normalQuantile(Double($0) / Double(m)) }
    isCorrelated = statistics.correlation != nil
    noiseLimit = reach
  }

  func isSurelyRight(
    storing bit: Bool, _ words: (UInt64, UInt64, UInt64, UInt64), _ sampler: DeviceSampler,
    noise: Double
  ) -> Bool {
    if noise.magnitude > noiseLimit { return false }
    if isCorrelated {
      let scores = sampler.scores(words)
      if !bit {
        return scores.0 > zeroScores.set && scores.3 > zeroScores.high
          && scores.2 < zeroScores.low
      }
      func box(_ score: Double, _ edges: [Double]) -> Int { edges.count { $0 <= score } }
      let place = (box(scores.0, edges) * Self.count + box(scores.2, edges)) * Self.highCount
      return one[place + box(scores.3, highEdges)]
    }
    let set = Philox4x64.unitInterval(words.0)
    let low = Philox4x64.unitInterval(words.2)
    let high = Philox4x64.unitInterval(words.3)
    if !bit { return set > zeroSet && high > zeroHigh && low < zeroLow }
    let scale = Double(Self.count)
    let place = (Int(set * scale) * Self.count + Int(low * scale)) * Self.highCount
    return one[place + Int(high * Double(Self.highCount))]
  }
}
