/// The usable samples of a trace, and what they say about the instrument.
struct SweepSamples: Sendable {
  /// Volts and amperes, finite; the instrument's current offset removed.
  var voltage: [Double] = []
  var current: [Double] = []
  /// Index of each sample in the trace.
  var rows: [Int] = []
  /// Largest |V|.
  var extent = 0.0
  /// Standard deviation of a measured voltage; 0 where the voltage never runs backwards.
  var voltageNoise = 0.0
  /// Standard deviation of the current at 0 V, amperes; 0 where fewer than three samples tell.
  var currentNoise = 0.0
  /// Retreat of the voltage that is a turning point, volts.
  var hysteresis = 0.0

  init(_ trace: SweepTrace) {
    let count = min(trace.voltage.count, trace.current.count)
    voltage.reserveCapacity(count)
    current.reserveCapacity(count)
    rows.reserveCapacity(count)
    for row in 0..<count where trace.voltage[row].isFinite && trace.current[row].isFinite {
      voltage.append(trace.voltage[row])
      current.append(trace.current[row])
      rows.append(row)
    }
    keepPulseTops()
    extent = voltage.reduce(0) { max($0, $1.magnitude) }
    measureVoltageNoise()
    measureCurrentAtZero()
  }

  /// Voltages whose sign means nothing.
  var zero: Double { max(1e-6 * extent, 4 * voltageNoise) }

  /// Indices at which the voltage turns, with the first and the last sample; of equal samples the last.
  func turningPoints(beyond hysteresis: Double) -> [Int] {
    if voltage.isEmpty { return [] }
    var points = [0]
    var lowest = 0
    var highest = 0
    var direction = 0
    for index in voltage.indices {
      let value = voltage[index]
      if value >= voltage[highest] { highest = index }
      if value <= voltage[lowest] { lowest = index }
      if direction >= 0, voltage[highest] - value > hysteresis {
        if direction > 0 || highest > 0 { points.append(highest) }
        direction = -1
        lowest = index
      } else if direction <= 0, value - voltage[lowest] > hysteresis {
        if direction < 0 || lowest > 0 { points.append(lowest) }
        direction = 1
        highest = index
      }
    }
    if let last = points.last, last < voltage.count - 1 { points.append(voltage.count - 1) }
    return points
  }

  /// The noise of a measured voltage by its second differences; only a voltage that runs backwards for a moment has
  /// any, for uneven steps look the same.
  private mutating func measureVoltageNoise() {
    guard let low = voltage.min(), let high = voltage.max(), high > low else { return }
    let span = high - low
    hysteresis = 1e-6 * span
    let turns = turningPoints(beyond: hysteresis)
    let minor = zip(turns, turns.dropFirst()).filter {
      (voltage[$0] - voltage[$1]).magnitude < 0.05 * span
    }.count
    if minor * 50 <= turns.count { return }
    var distinct: [Double] = []
    for value in voltage {
      if let last = distinct.last, (value - last).magnitude <= 1e-6 * span { continue }
      distinct.append(value)
    }
    if distinct.count < 3 { return }
    let seconds = (2..<distinct.count).map { (k: Int) -> Double in
      distinct[k] - 2 * distinct[k - 1] + distinct[k - 2]
    }
    // The variance of a second difference is six times that of a sample.
    voltageNoise = min(RobustScale.magnitude(seconds) / 6.0.squareRoot(), 0.02 * span)
    hysteresis = max(hysteresis, 10 * voltageNoise)
    let kept = turningPoints(beyond: hysteresis)
    let extents = zip(kept, kept.dropFirst()).map { (voltage[$0] - voltage[$1]).magnitude }
    if extents.count > 8, let typical = RobustScale.median(extents), typical < 0.02 * span {
      hysteresis = 0.02 * span
      voltageNoise = max(voltageNoise, 0.002 * span)
    }
  }

  /// A current at 0 V that is always the same is the instrument's offset; the rest is its noise.
  private mutating func measureCurrentAtZero() {
    var atZero: [Double] = []
    for index in voltage.indices where voltage[index].magnitude <= 1e-6 * extent {
      atZero.append(current[index])
    }
    guard atZero.count >= 3, let median = RobustScale.median(atZero),
      let least = atZero.min(), let most = atZero.max()
    else { return }
    let mean = atZero.reduce(0, +) / Double(atZero.count)
    let squares = atZero.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    currentNoise = (squares / Double(atZero.count - 1)).squareRoot()
    let largest = current.reduce(0) { max($0, $1.magnitude) }
    let departure = current.reduce(0) { max($0, ($1 - median).magnitude) }
    let isSmall = median.magnitude < 0.05 * largest || departure < 0.5 * median.magnitude
    if least * most > 0, most - least <= 0.5 * median.magnitude, isSmall {
      for index in current.indices { current[index] -= median }
    }
  }
}
