public import CrossbarCore

/// How a cell is written and read.
public struct OperatingPoint: Hashable, Sendable {
  /// State of a cell that was never written.
  public enum InitialState: String, Sendable, CaseIterable {
    case hrs, lrs
  }

  /// Magnitude of the SET (+) and RESET (−) pulses across cell, transistor and wires.
  public var writeVoltage: Volts
  /// Flat top of a write pulse.
  public var writePulse: Seconds
  public var readVoltage: Volts
  /// Flat top of a read pulse; the current is taken at three quarters of it.
  public var readPulse: Seconds
  /// Rise and fall of every pulse.
  public var edge: Seconds
  /// A cell that reads below this resistance is a one.
  public var threshold: Ohms
  public var initialState: InitialState
  /// Of the array, °C. It matters only to devices with a ``TemperatureDependence``.
  public var temperature: Double

  /// 27 °C, the temperature of circuit simulators.
  public static let roomTemperature = 27.0

  public init(
    writeVoltage: Volts, writePulse: Seconds, readVoltage: Volts, readPulse: Seconds, edge: Seconds,
    threshold: Ohms, initialState: InitialState, temperature: Double = Self.roomTemperature
  ) {
    self.writeVoltage = writeVoltage
    self.writePulse = writePulse
    self.readVoltage = readVoltage
    self.readPulse = readPulse
    self.edge = edge
    self.threshold = threshold
    self.initialState = initialState
    self.temperature = temperature
  }

  /// Current above which a read is a one: read voltage ÷ threshold.
  public var thresholdCurrent: Amperes { readVoltage / threshold }
}

/// Constants of the compact model that all cells share; see ``CompactModel`` for the equations.
public struct CompactModelConstants: Hashable, Sendable {
  /// vrd: voltage at which R_HRS is meant, V.
  public var readReference: Double
  /// vd: smoothing of |V| near zero, V.
  public var smoothing: Double
  /// tth: time scale of switching at the threshold, s.
  public var thresholdTime: Double
  /// tmin: shortest switching time, s.
  public var minimumTime: Double
  /// va: slope of switching time above the threshold, V.
  public var slopeAbove: Double
  /// Slope of switching time below the threshold of the median device, V; see ``CompactModel/slopeBelowSet``.
  public var slopeBelow: Double
  /// η: share of V_SET that a grown filament no longer needs, 0 … 1.
  public var feedback: Double
  /// trel: relaxation time of weak filaments, s.
  public var relaxationTime: Double
  /// U: bound of the overdrive, V.
  public var overdriveBound: Double
  /// Cp: capacitance of the junction, F.
  public var capacitance: Double
  /// I_nv: SET current above which the state persists, A.
  public var nonVolatileCurrent: Double
  /// Nil where the device is taken as the same at every temperature.
  public var temperature: TemperatureDependence?
  /// Nil where the read current is taken as free of noise.
  public var readNoise: ReadNoise?

  public init(
    readReference: Double, smoothing: Double, thresholdTime: Double, minimumTime: Double,
    slopeAbove: Double, slopeBelow: Double, feedback: Double, relaxationTime: Double,
    overdriveBound: Double, capacitance: Double, nonVolatileCurrent: Double,
    temperature: TemperatureDependence? = nil, readNoise: ReadNoise? = nil
  ) {
    self.readReference = readReference
    self.smoothing = smoothing
    self.thresholdTime = thresholdTime
    self.minimumTime = minimumTime
    self.slopeAbove = slopeAbove
    self.slopeBelow = slopeBelow
    self.feedback = feedback
    self.relaxationTime = relaxationTime
    self.overdriveBound = overdriveBound
    self.capacitance = capacitance
    self.nonVolatileCurrent = nonVolatileCurrent
    self.temperature = temperature
    self.readNoise = readNoise
  }
}

/// A place where the source of the device's numbers contradicts itself.
public struct Disagreement: Hashable, Sendable {
  public var quantity: String
  public var used: String
  public var other: String
  public var effect: String

  public init(quantity: String, used: String, other: String, effect: String) {
    self.quantity = quantity
    self.used = used
    self.other = other
    self.effect = effect
  }
}

/// The devices behind a yield.
public struct YieldCount: Hashable, Sendable {
  public var working: Int
  public var fabricated: Int
  /// 95 % intervals of the share: E. B. Wilson's (1927), and the exact one of C. J. Clopper and E. S. Pearson (1934).
  public var wilson: ClosedRange<Double>?
  public var clopperPearson: ClosedRange<Double>?

  public init(
    working: Int, fabricated: Int, wilson: ClosedRange<Double>? = nil,
    clopperPearson: ClosedRange<Double>? = nil
  ) {
    self.working = working
    self.fabricated = fabricated
    self.wilson = wilson
    self.clopperPearson = clopperPearson
  }

  /// Working ÷ fabricated.
  public var fraction: Double { Double(working) / Double(fabricated) }
}

/// A file of measurements that statistics come from.
public struct MeasurementFile: Hashable, Sendable {
  /// Its name, without the folder of whoever measured.
  public var name: String
  /// SHA-256 of its bytes, 64 hexadecimal digits in lower case.
  public var sha256: String

  public init(name: String, sha256: String) {
    self.name = name
    self.sha256 = sha256
  }
}

/// A memristor technology: what was measured, how it is written and read, and its compact model.
public struct Device: Hashable, Sendable {
  public var name: String
  public var source: String
  public var statistics: DeviceStatistics
  /// Share of fabricated devices that work at all, 0 … 1.
  public var yield: Double
  /// The devices behind `yield`, where known.
  public var yieldCount: YieldCount?
  /// Programming cycles before a device sticks at LRS; `Int.max` where not known.
  public var enduranceCycles: Int
  /// Time over which a state was seen to persist; zero where not known.
  public var retention: Seconds
  public var operation: OperatingPoint
  public var constants: CompactModelConstants
  /// What the constants are fitted to; nil where not stated.
  public var switching: SwitchingTargets?
  public var disagreements: [Disagreement]
  /// The files that the statistics were fitted to; empty where not stated.
  public var measurements: [MeasurementFile]

  public init(
    name: String, source: String, statistics: DeviceStatistics, yield: Double,
    yieldCount: YieldCount? = nil, enduranceCycles: Int, retention: Seconds,
    operation: OperatingPoint, constants: CompactModelConstants, disagreements: [Disagreement],
    measurements: [MeasurementFile] = [], switching: SwitchingTargets? = nil
  ) {
    self.name = name
    self.source = source
    self.statistics = statistics
    self.yield = yield
    self.yieldCount = yieldCount
    self.enduranceCycles = enduranceCycles
    self.retention = retention
    self.operation = operation
    self.constants = constants
    self.disagreements = disagreements
    self.measurements = measurements
    self.switching = switching
  }
}
