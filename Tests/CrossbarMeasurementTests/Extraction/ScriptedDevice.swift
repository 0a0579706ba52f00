import CrossbarCore
import CrossbarMeasurement

/// A device swept by hand, for the cases that the statistics of ``SyntheticSweeps`` do not have.
struct ScriptedDevice {
  var vSet = 1.0
  var vReset = 0.8
  var low = 500.0
  var high = 1e6
  var hrsExponent = 2.0
  var noise = 0.0
  var floorNoise = 0.0
  var compliance: Double? = 1e-3
  var isReversed = false
  /// Whether the low-resistive state is lost when the voltage falls below half of V_SET.
  var isVolatile = false
  var isLow = false
  private var draws = Draws(seed: 99, stream: 7)

  init() {}

  /// The current at the next voltage; the state moves on.
  mutating func current(at voltage: Double) -> Double {
    let along = isReversed ? -voltage : voltage
    if along >= vSet { isLow = true }
    if -along >= vReset { isLow = false }
    if isVolatile, along.magnitude < vSet / 2 { isLow = false }
    let magnitude = voltage.magnitude
    var value =
      magnitude < 1e-12
      ? 0
      : isLow
        ? magnitude / low
        : 0.1 / high * PortableMath.exp(hrsExponent * PortableMath.log(magnitude / 0.1))
    value *= 1 + noise * draws.normal()
    if along > 0, let compliance { value = min(value, compliance * 1.00006) }
    return (voltage < 0 ? -value : value) + floorNoise * draws.normal()
  }

  mutating func trace(
    _ voltages: [Double], device: String = "x", run: Int? = nil
  ) -> SweepTrace {
    SweepTrace(
      origin: Origin(file: "x.csv", line: 2), device: device, run: run, voltage: voltages,
      current: voltages.map { current(at: $0) })
  }

  /// Voltages through the corners given, in steps; every corner once.
  static func through(_ corners: Double..., step: Double = 0.05) -> [Double] {
    var voltages = [corners[0]]
    for (from, to) in zip(corners, corners.dropFirst()) {
      let count = Int(((to - from).magnitude / step).rounded())
      // The same bits whichever way a voltage is passed.
      for k in 1...count {
        voltages.append((from / step + (to > from ? 1 : -1) * Double(k)).rounded() * step)
      }
    }
    return voltages
  }
}
