/// Traces of pulses: writes, with reads at the read voltage between them.
public enum PulseTrain {
  /// The resistances read between the pulses of a trace, or `nil` where the trace is no such train.
  ///
  /// A trace is a pulse train if nine tenths of its samples are at the read voltage (within a fifth), at 0 V, or on
  /// the flat top of a pulse of at least 2.5 × the read voltage, and at least two pulses are followed by a read. Each
  /// pulse's resistance is the median of V/I over the read after it, the first quarter of the samples left out for
  /// settling, against the pulse's number from 1. A trace at the read voltage with at most one pulse is a read over
  /// time: V/I of every sample against the recorded time, which must be there and ascend.
  ///
  /// - Parameter readVoltage: volts, magnitude.
  public static func series(_ trace: SweepTrace, readVoltage: Double) -> ResistanceSeries? {
    let count = min(trace.voltage.count, trace.current.count)
    if count < 5 || !mayBeTrain(trace.voltage.prefix(count), readVoltage: readVoltage) {
      return nil
    }
    let runs = runs(of: trace, count: count, readVoltage: readVoltage)
    let fitting = runs.reduce(0) { $0 + ($1.isLevel ? $1.samples.count : 0) }
    if fitting * 10 < count * 9 { return nil }
    return runs.filter { $0.kind == .write }.count >= 2
      ? perPulse(trace, runs) : overTime(trace, runs)
  }

  enum Kind {
    case read, write, idle, edge

    init(_ voltage: Double, readVoltage: Double) {
      let magnitude = voltage.magnitude
      if (magnitude - readVoltage).magnitude <= 0.2 * readVoltage {
        self = .read
      } else if magnitude >= 2.5 * readVoltage {
        self = .write
      } else {
        self = magnitude <= 0.2 * readVoltage || !magnitude.isFinite ? .idle : .edge
      }
    }
  }

  struct Run {
    var kind: Kind
    var samples: Range<Int>
    /// A read, a rest, or the flat top of a pulse.
    var isLevel: Bool
  }

  /// A sweep is at the read voltage or at rest for a few samples only; a train of single samples for half of them.
  static func mayBeTrain(_ voltages: ArraySlice<Double>, readVoltage: Double) -> Bool {
    var reads = 0
    var repeats = 0
    for index in voltages.indices {
      if Kind(voltages[index], readVoltage: readVoltage) == .read { reads += 1 }
      if index > 0 {
        let change = (voltages[index] - voltages[index - 1]).magnitude
        if change <= 0.2 * max(readVoltage, voltages[index].magnitude) { repeats += 1 }
      }
    }
    return reads * 5 >= voltages.count
      || (reads * 50 >= voltages.count && reads >= 2 && repeats * 2 >= voltages.count)
  }

  static func runs(of trace: SweepTrace, count: Int, readVoltage: Double) -> [Run] {
    var runs: [Run] = []
    var index = 0
    while index < count {
      let start = index
      let first = trace.voltage[start]
      let kind = Kind(first, readVoltage: readVoltage)
      while index < count, Kind(trace.voltage[index], readVoltage: readVoltage) == kind,
        kind != .write || trace.voltage[index] * first > 0
      { index += 1 }
      runs.append(
        Run(
          kind: kind, samples: start..<index,
          isLevel: kind == .read || kind == .idle
            || (kind == .write && isFlat(trace.voltage[start..<index]))))
    }
    return runs
  }

  /// Seven tenths of the samples are within a tenth of the median.
  private static func isFlat(_ voltages: ArraySlice<Double>) -> Bool {
    guard let median = RobustScale.median(Array(voltages)) else { return false }
    let near = voltages.filter { ($0 - median).magnitude <= 0.1 * median.magnitude }.count
    return near * 10 >= voltages.count * 7
  }

  private static func perPulse(_ trace: SweepTrace, _ runs: [Run]) -> ResistanceSeries? {
    var series = ResistanceSeries(
      origin: trace.origin, device: trace.device, axis: .cycle, state: .unknown, positions: [],
      resistances: [])
    var pulse = 0
    var reads: [Double] = []
    func close() {
      if let value = RobustScale.median(reads) {
        series.positions.append(Double(pulse))
        series.resistances.append(value)
      }
      reads = []
    }
    for run in runs {
      if run.kind == .write {
        close()
        pulse += 1
      } else if run.kind == .read, pulse > 0 {
        reads += run.samples.dropFirst(run.samples.count / 4).compactMap { resistance(trace, $0) }
      }
    }
    close()
    return series.positions.count >= 2 ? series : nil
  }

  private static func overTime(_ trace: SweepTrace, _ runs: [Run]) -> ResistanceSeries? {
    guard let time = trace.time else { return nil }
    var series = ResistanceSeries(
      origin: trace.origin, device: trace.device, axis: .time, state: .unknown, positions: [],
      resistances: [])
    let start = runs.last { $0.kind == .write }?.samples.upperBound ?? 0
    for run in runs where run.kind == .read && run.samples.lowerBound >= start {
      for index in run.samples where index < time.count && time[index].isFinite {
        if let last = series.positions.last, time[index] <= last { continue }
        guard let value = resistance(trace, index) else { continue }
        series.positions.append(time[index])
        series.resistances.append(value)
      }
    }
    return series.positions.count >= 5 ? series : nil
  }

  /// Ohms; `nil` where there is no current.
  static func resistance(_ trace: SweepTrace, _ index: Int) -> Double? {
    let value = (trace.voltage[index] / trace.current[index]).magnitude
    return value.isFinite && value > 0 ? value : nil
  }
}
