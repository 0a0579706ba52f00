public import CrossbarCore
internal import CrossbarDocuments

/// Reads `device.yaml`.
public enum DeviceFile {
  /// The format this version reads and writes.
  public static let format = "dendrite-device-1"

  /// Reads a device from the text of a device file.
  ///
  /// - Parameters:
  ///   - file: the name to use in diagnostics.
  ///   - isFitted: whether constants are to be fitted to the block `switching`: then a switching time at a voltage
  ///     at which the median device does not switch is refused too.
  /// - Throws: every missing, unknown, ill-typed or impossible entry, each with its line.
  public static func parse(
    _ text: String, file: String, isFitted: Bool = false
  ) throws(Diagnostics) -> Device {
    let document = try DocumentValue.parse(text, file: file)
    let reader = DocumentReader(file: file)
    let root = reader.root(document)
    if let format = root.string("format"), format != Self.format {
      root.report(
        "device/format", "the format is \(format); this version reads \(Self.format)", key: "format"
      )
    }
    let name = root.string("name")
    let source = root.string("source", default: "")
    let files = root.mappings("measurements", required: false).map { readMeasurement($0) }
    let measurements = files.compactMap { $0 }
    // Names are compared with what was read only where all of it was.
    let known = files.count == measurements.count ? Set(measurements.map(\.name)) : nil
    let statistics = root.mapping("statistics").flatMap { readStatistics($0, files: known) }
    let yield = root.double("yield_fraction", in: 0...1, default: 1)
    let yieldCount = root.mapping("yield", required: false).flatMap {
      readYield($0, fraction: root.contains("yield_fraction") ? yield : nil)
    }
    let endurance = root.integer("endurance_cycles", in: 1...Int.max, default: Int.max)
    let retention = root.double("retention_s", in: 0...1e12, default: 0)
    let operation = root.mapping("operation").flatMap(readOperation)
    let constants = root.mapping("compact_model").flatMap(readConstants)
    let switching = root.mapping("switching", required: false).flatMap {
      readSwitching($0, statistics: isFitted ? statistics : nil)
    }
    let disagreements = root.mappings("disagreements", required: false).compactMap(readDisagreement)
    root.notes("extraction")
    root.end()
    if let statistics, let operation { check(statistics, operation, root: root) }
    try reader.finish()
    guard let name, let source, let statistics, let yield, let endurance, let retention,
      let operation, let constants
    else { preconditionFailure("a device entry is missing without a finding") }
    return Device(
      name: name, source: source, statistics: statistics, yield: yield, yieldCount: yieldCount,
      enduranceCycles: endurance, retention: Seconds(retention), operation: operation,
      constants: constants, disagreements: disagreements, measurements: measurements,
      switching: switching)
  }

  private static func readOperation(_ mapping: DocumentMapping) -> OperatingPoint? {
    let write = mapping.double("write_voltage_v", in: 1e-3...1000)
    let writePulse = mapping.double("write_pulse_s", in: 1e-9...1000)
    let read = mapping.double("read_voltage_v", in: 1e-6...1000)
    let readPulse = mapping.double("read_pulse_s", in: 1e-9...1000)
    let edge = mapping.double("pulse_edge_s", in: 1e-12...10)
    let threshold = mapping.double("threshold_ohm", in: 1e-3...1e15)
    let initial = mapping.word(
      "initial_state", as: OperatingPoint.InitialState.self, default: .hrs)
    let temperature = mapping.double(
      "temperature_c", in: -273...1000, default: OperatingPoint.roomTemperature)
    mapping.end()
    guard let write, let writePulse, let read, let readPulse, let edge, let threshold,
      let initial, let temperature
    else { return nil }
    return OperatingPoint(
      writeVoltage: Volts(write), writePulse: Seconds(writePulse), readVoltage: Volts(read),
      readPulse: Seconds(readPulse), edge: Seconds(edge), threshold: Ohms(threshold),
      initialState: initial, temperature: temperature)
  }

  /// Capacitances of a junction, F.
  static let capacitances = 1e-18...1e-6

  private static func readConstants(_ mapping: DocumentMapping) -> CompactModelConstants? {
    let readReference = mapping.double("read_reference_v", in: 1e-6...100)
    let smoothing = mapping.double("smoothing_v", in: 1e-9...1)
    let thresholdTime = mapping.double("threshold_time_s", in: 1e-12...1e3)
    let minimumTime = mapping.double("minimum_time_s", in: 1e-12...1e3)
    let above = mapping.double("slope_above_v", in: 1e-3...10)
    let below = mapping.double("slope_below_v", in: 1e-3...10)
    let feedback = mapping.double("feedback", in: 0...0.99)
    let relaxation = mapping.double("relaxation_time_s", in: 1e-9...1e6)
    let bound = mapping.double("overdrive_bound_v", in: 0.1...100)
    let capacitance = mapping.double("capacitance_f", in: capacitances)
    let current = mapping.double("non_volatile_current_a", in: 1e-12...1)
    let temperature = mapping.mapping("temperature", required: false).map(readTemperature)
    let noise = mapping.mapping("read_noise", required: false).map(readNoise)
    _ = mapping.value("evidence")
    mapping.end()
    guard let readReference, let smoothing, let thresholdTime, let minimumTime, let above,
      let below, let feedback, let relaxation, let bound, let capacitance, let current,
      temperature != .some(nil), noise != .some(nil)
    else { return nil }
    return CompactModelConstants(
      readReference: readReference, smoothing: smoothing, thresholdTime: thresholdTime,
      minimumTime: minimumTime, slopeAbove: above, slopeBelow: below, feedback: feedback,
      relaxationTime: relaxation, overdriveBound: bound, capacitance: capacitance,
      nonVolatileCurrent: current, temperature: temperature ?? nil, readNoise: noise ?? nil)
  }

  private static func readTemperature(_ mapping: DocumentMapping) -> TemperatureDependence? {
    let reference = mapping.double(
      "reference_c", in: -273...1000, default: OperatingPoint.roomTemperature)
    let low = mapping.double("lrs_per_k", in: -0.1...0.1, default: 0)
    let high = mapping.double("hrs_activation_ev", in: 0...5, default: 0)
    let switching = mapping.double("switching_activation_ev", in: 0...5, default: 0)
    mapping.end()
    guard let reference, let low, let high, let switching else { return nil }
    return TemperatureDependence(
      reference: reference, lowCoefficient: low, highActivation: high,
      switchingActivation: switching)
  }

  private static func readNoise(_ mapping: DocumentMapping) -> ReadNoise? {
    let relative = mapping.double("relative", in: 0...1)
    let bandwidth = mapping.double("bandwidth_hz", in: 1e-3...1e12)
    mapping.end()
    guard let relative, let bandwidth else { return nil }
    return ReadNoise(relative: relative, bandwidth: bandwidth)
  }

  private static func readDisagreement(_ mapping: DocumentMapping) -> Disagreement? {
    let quantity = mapping.string("quantity")
    let used = mapping.string("used")
    let other = mapping.string("other")
    let effect = mapping.string("effect")
    mapping.end()
    guard let quantity, let used, let other, let effect else { return nil }
    return Disagreement(quantity: quantity, used: used, other: other, effect: effect)
  }

  private static func check(
    _ statistics: DeviceStatistics, _ operation: OperatingPoint, root: DocumentMapping
  ) {
    if statistics.rLRS.median >= statistics.rHRS.median {
      root.report(
        "device/states",
        "the median R_LRS, \(statistics.rLRS.median) ohm, is not below the median R_HRS, "
          + "\(statistics.rHRS.median) ohm", key: "statistics",
        help: "are r_lrs and r_hrs exchanged, or their logarithms' bases?")
    }
    if operation.readVoltage >= operation.writeVoltage {
      root.report(
        "device/read-voltage", "the read voltage is not below the write voltage", key: "operation")
    }
  }
}
