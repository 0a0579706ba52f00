public import CrossbarCore
internal import CrossbarStatistics

/// Cycles taken from sweeps.
public struct ExtractedCycles: Sendable {
  /// By device in the order of appearance, then by cycle. Every cycle in the data has one, whatever became of it.
  public var records: [CycleRecord]
  /// Resistances from traces that are pulse trains or reads over time, not sweeps.
  public var series: [ResistanceSeries]
  /// What was assumed, and what looks odd; never an error.
  public var notes: [Diagnostic]
  /// Amperes below which a current was taken as the instrument's.
  public var currentFloor = ExtractionOptions.usualFloor

  public init(
    records: [CycleRecord] = [], series: [ResistanceSeries] = [], notes: [Diagnostic] = []
  ) {
    self.records = records
    self.series = series
    self.notes = notes
  }
}

/// From current–voltage sweeps to one record a cycle.
public enum CycleExtraction {
  /// The cycles of all devices; a device is a name within a batch.
  ///
  /// Sweeps are cut into monotone legs at turning points and at 0 V, legs are joined to halves (out, and back where
  /// the sweep comes back), and a SET half and the RESET half after it are a cycle. A switch must lift the current
  /// above an absolute floor and jump by a minimal ratio; see ``HalfCycle/look(floor:options:)``.
  ///
  /// - Precondition: ``ExtractionOptions/findings()`` has none.
  public static func extract(
    _ traces: [SweepTrace], options: ExtractionOptions = ExtractionOptions()
  ) -> ExtractedCycles {
    precondition(options.findings().isEmpty, "options out of range")
    var result = ExtractedCycles(records: [])
    let trains = parallelMap(count: traces.count) { index in
      [PulseTrain.series(traces[index], readVoltage: options.readVoltage)]
    }
    var devices: [DeviceSweeps] = []
    var places: [[String?]: Int] = [:]
    for (index, trace) in traces.enumerated() {
      if let series = trains[index][0] {
        result.series.append(series)
        continue
      }
      let key = [trace.batch, trace.device]
      if let place = places[key] {
        devices[place].order.append(index)
      } else {
        places[key] = devices.count
        devices.append(DeviceSweeps(order: [index]))
      }
    }

    let given = devices
    devices = parallelMap(count: given.count) { given[$0].segmented(traces) }
    let floor = currentFloor(devices, options: options)
    result.currentFloor = floor
    if floor != options.currentFloor ?? ExtractionOptions.usualFloor {
      result.notes.append(
        .note(
          "extract/current-floor",
          "currents below \(floor.roundedToSixDigits) A are taken as noise: "
            + "five times that of the quietest open device"))
    }
    let segmented = devices
    devices = parallelMap(count: segmented.count) {
      segmented[$0].looked(floor: floor, options: options)
    }
    let polarities = setPolarities(devices, options: options)
    let looked = devices
    // A trace has few samples at 0 V; all traces together tell the noise of the instrument.
    let atZero = looked.flatMap { device in device.order.compactMap { device.sweeps[$0] } }
    let additive = RobustScale.median(atZero.map(\.currentNoise).filter { $0 > 0 }) ?? 0
    let assessed = parallelMap(count: looked.count) { index in
      looked[index].assessed(
        traces, setIsPositive: polarities[index], floor: floor, additive: additive,
        options: options)
    }
    let decided = decide(assessed)
    result.notes += ExtractionNotes.all(
      traces, devices: looked, cycles: decided, assessed: assessed, options: options)
    result.records = decided.flatMap { $0.map(\.record) }
    return result
  }

  private static func currentFloor(
    _ devices: [DeviceSweeps], options: ExtractionOptions
  ) -> Double {
    if let floor = options.currentFloor { return floor }
    var quietest: Double?
    for device in devices {
      let conducting = device.halves.contains { $0.followsVoltage && $0.sustained > 0 }
      if conducting || device.halves.isEmpty { continue }
      let noise = device.halves.reduce(0) { max($0, $1.noise) }
      quietest = min(quietest ?? noise, noise)
    }
    return max(ExtractionOptions.usualFloor, min(5 * (quietest ?? 0), 1e-5))
  }

  /// Whether each device sets at positive voltage: by what most of its halves look like; a device that does not tell
  /// begins with its SET, and if it was swept on one side only goes with the batch.
  private static func setPolarities(
    _ devices: [DeviceSweeps], options: ExtractionOptions
  ) -> [Bool] {
    switch options.polarity {
    case .positive: return devices.map { _ in true }
    case .negative: return devices.map { _ in false }
    case .auto: break
    }
    let votes = devices.map { device in
      device.halves.reduce(0) { $0 + ($1.isPositive ? $1.likeness : -$1.likeness) }
    }
    let batch = votes.reduce(0) { $0 + $1.signum() }
    return zip(devices, votes).map { device, vote in
      if vote != 0 { return vote > 0 }
      let isBoth = Set(device.halves.map(\.isPositive)).count == 2
      if batch != 0, !isBoth { return batch > 0 }
      return device.halves.first?.isPositive ?? true
    }
  }
}

extension ExtractionOptions {
  /// Amperes.
  public static let usualFloor = 1e-9
}
