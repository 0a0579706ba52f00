import CrossbarDevices
import CrossbarCore
import CrossbarMeasurement
import Foundation

/// Sweeps of devices whose every parameter is known: the paper's statistics, and three failures among them.
///
/// A device sets at the first sample at or above its V_SET and resets at the first at or below −V_RST; the current
/// of a sample is that of the state after it. The low-resistive state is ohmic, the high-resistive one a power law
/// through V/R_HRS at 0.1 V that never conducts better than the low-resistive one. Devices are drawn again until both
/// switches change the current, as the sweep and the compliance show it, by at least the factor ``leastJump``.
struct SyntheticSweeps {
  enum Kind: Equatable { case working, open, short, neverSwitching }

  /// What a perfect extraction finds in one cycle; volts and ohms.
  struct Cycle {
    /// The grid voltages of the first sample in the new state.
    var vSet: Double
    var vReset: Double
    /// The last grid voltage in the low-resistive state.
    var vLast: Double
    var rLRS: Double
    var rHRS: Double
  }

  struct Device {
    var name: String
    var kind: Kind
    /// Empty for a failure.
    var cycles: [Cycle]
  }

  var seed: UInt64 = 1
  var working = 47
  var hasFailures = true
  var cycles = 1
  var step = 0.05
  var limit = 5.0
  /// Amperes, in the SET half only.
  var compliance: Double? = 1e-3
  /// Of the current, relative standard deviation.
  var noise = 0.01
  /// Of the current at 0 V, amperes.
  var floorNoise = 1e-11
  /// Amperes, at every sample.
  var offset = 0.0
  /// Of the measured voltage, volts.
  var voltageNoise = 0.0
  var hrsExponent = 2.0
  /// SET at negative voltage, for devices whose number is a multiple of this.
  var reversedEvery: Int?
  /// Turning points and zeros sampled twice.
  var doublesTurns = false
  /// SET and RESET halves as traces of their own, which pair by run; all RESETs first, in descending order.
  var splits = false
  /// All cycles in one trace, instead of a trace a cycle.
  var stacks = false
  /// Voltages as an instrument of single precision writes them.
  var isSingle = false
  /// Voltages on a grid of steps that vary by up to three quarters.
  var isUneven = false
  var leastJump = 4.0
  /// By which the paper's resistances are multiplied.
  var resistanceScale = 1.0

  /// The traces in the order in which files might hold them, and the truth by device.
  func make() -> (traces: [SweepTrace], devices: [Device]) {
    var traces: [SweepTrace] = []
    var devices: [Device] = []
    let grid = self.grid()
    let kinds =
      [Kind](repeating: .working, count: working)
      + (hasFailures ? [.open, .short, .neverSwitching] : [])
    for (number, kind) in kinds.enumerated() {
      var draws = Draws(seed: seed, stream: UInt64(number))
      var device = Device(name: "d\(number + 1)", kind: kind, cycles: [])
      let isReversed = reversedEvery.map { (number + 1) % $0 == 0 } ?? false
      var halves: [(set: [Sample], reset: [Sample])] = []
      for _ in 0..<cycles {
        let parameters = self.parameters(kind, grid: grid, draws: &draws)
        if kind == .working { device.cycles.append(parameters) }
        halves.append(sweep(parameters, kind, grid: grid, isReversed: isReversed, draws: &draws))
      }
      devices.append(device)
      traces += pack(halves, device: device.name)
    }
    return (traces, devices)
  }

  /// The magnitudes of one leg, from 0 to the limit.
  func grid() -> [Double] {
    let count = Int((limit / step).rounded())
    if !isUneven { return (0...count).map { rounded(Double($0) * limit / Double(count)) } }
    var draws = Draws(seed: seed, stream: 1 << 40)
    var grid = [0.0]
    while let last = grid.last, last + 1.75 * step < limit {
      grid.append(rounded(last + step * (0.25 + 1.5 * draws.uniform())))
    }
    return grid + [rounded(limit)]
  }

  private func rounded(_ value: Double) -> Double { isSingle ? Double(Float(value)) : value }

  private func parameters(_ kind: Kind, grid: [Double], draws: inout Draws) -> Cycle {
    while true {
      let vSet = PortableMath.exp(0.202 + 0.776 * draws.normal())
      let vReset = PortableMath.exp(-0.025 + 0.810 * draws.normal())
      let low = resistanceScale * PortableMath.exp(6.253 + 1.041 * draws.normal())
      let high = resistanceScale * PortableMath.exp10(6.041 + 0.769 * draws.normal())
      if kind == .short { return Cycle(vSet: 9, vReset: 9, vLast: 9, rLRS: 80, rHRS: 80) }
      if kind != .working { return Cycle(vSet: 9, vReset: 9, vLast: 9, rLRS: 500, rHRS: 1e6) }
      guard let set = grid.firstIndex(where: { $0 >= vSet }),
        let reset = grid.firstIndex(where: { $0 >= vReset }), set >= 2, reset >= 2
      else { continue }
      let cycle = Cycle(
        vSet: grid[set], vReset: grid[reset], vLast: grid[reset - 1], rLRS: low, rHRS: high)
      let at = { (voltage: Double, isLow: Bool) in
        current(cycle, at: voltage, isLow: isLow)
      }
      let most = compliance ?? .infinity
      // Seen between the samples before and after, the trend of the branch apart.
      if min(at(cycle.vSet, true), most) < leastJump * at(cycle.vSet, false) { continue }
      if at(cycle.vReset, true) < leastJump * at(cycle.vReset, false) { continue }
      return cycle
    }
  }

  /// Amperes at a magnitude of the voltage, without noise and compliance.
  private func current(_ cycle: Cycle, at voltage: Double, isLow: Bool) -> Double {
    if voltage <= 0 { return 0 }
    let low = voltage / cycle.rLRS
    if isLow { return low }
    let factor = PortableMath.exp(hrsExponent * PortableMath.log(voltage / 0.1))
    return min(low, 0.1 / cycle.rHRS * factor)
  }

  struct Sample {
    var voltage: Double
    var current: Double
  }

  private func sweep(
    _ cycle: Cycle, _ kind: Kind, grid: [Double], isReversed: Bool, draws: inout Draws
  ) -> (set: [Sample], reset: [Sample]) {
    let back = doublesTurns ? Array(grid.reversed()) : Array(grid.reversed().dropFirst())
    var isLow = kind == .short
    func half(isSet: Bool) -> [Sample] {
      (grid + back).enumerated().map { index, magnitude in
        if kind == .working, isSet, magnitude >= cycle.vSet, index < grid.count { isLow = true }
        if kind == .working, !isSet, magnitude >= cycle.vReset, index < grid.count { isLow = false }
        var value =
          kind == .open
          ? 0 : current(cycle, at: magnitude, isLow: isLow) * (1 + noise * draws.normal())
        if isSet, let compliance, value > compliance {
          value = compliance * (1.00005 + 0.00003 * draws.uniform())
        }
        let sign: Double = isSet != isReversed ? 1 : -1
        return Sample(
          voltage: sign * magnitude + voltageNoise * draws.normal(),
          current: sign * value + offset + floorNoise * draws.normal())
      }
    }
    let set = half(isSet: true)
    return (set, half(isSet: false))
  }

  private func pack(_ halves: [(set: [Sample], reset: [Sample])], device: String) -> [SweepTrace] {
    func trace(_ samples: [Sample], run: Int?, file: String) -> SweepTrace {
      SweepTrace(
        origin: Origin(file: file, line: 2), device: device, run: run,
        voltage: samples.map(\.voltage), current: samples.map(\.current))
    }
    if stacks {
      return [trace(halves.flatMap { $0.set + $0.reset }, run: nil, file: "\(device).csv")]
    }
    let numbered = halves.enumerated().reversed()
    if splits {
      return numbered.map { trace($1.reset, run: $0 + 1, file: "\(device)-reset-\($0 + 1).csv") }
        + numbered.map { trace($1.set, run: $0 + 1, file: "\(device)-set-\($0 + 1).csv") }
    }
    return numbered.map { index, half in
      trace(half.set + half.reset, run: index + 1, file: "\(device)-\(index + 1).csv")
    }
  }

  /// A trace as the text of a CSV file: a heading with units, then a row a sample.
  static func csv(_ trace: SweepTrace, heading: String = "Voltage (V),Current (A)") -> String {
    var text = heading + "\n"
    for (voltage, current) in zip(trace.voltage, trace.current) {
      text += "\(voltage),\(current)\n"
    }
    return text
  }

  /// All traces as one CSV file with a column of the device and one of the cycle.
  static func csv(_ traces: [SweepTrace]) -> String {
    var text = "Device,Cycle,Voltage (V),Current (A)\n"
    for trace in traces {
      for (voltage, current) in zip(trace.voltage, trace.current) {
        text += "\(trace.device),\(trace.run ?? 1),\(voltage),\(current)\n"
      }
    }
    return text
  }
}

/// Random numbers in sequence from the counter-based generator.
struct Draws {
  private let philox: Philox4x64
  private var counter: UInt64 = 0

  init(seed: UInt64, stream: UInt64) {
    philox = Philox4x64(seed: seed, stream: stream)
  }

  mutating func uniform() -> Double {
    counter += 1
    return Philox4x64.unitInterval(philox.words(at: (counter, 0, 0, 0)).0)
  }

  mutating func normal() -> Double { PortableMath.normalQuantile(uniform()) }
}
