internal import CrossbarDevices
public import CrossbarStatistics

/// A current–voltage measurement of one device as it was taken: one cycle or many, whole or in parts.
public struct SweepTrace: Sendable {
  public var origin: Origin
  /// Name of the device; from a column, the sheet, the file's name or the folder's.
  public var device: String
  public var batch: String?
  /// Number of the run or cycle where file, sheet or column state one; pairs SET and RESET taken apart.
  public var run: Int?
  /// Volts, across the device, in the order of time.
  public var voltage: [Double]
  /// Amperes; as many as volts, NaN where the instrument recorded none.
  public var current: [Double]
  /// Seconds, where recorded.
  public var time: [Double]?
  /// Compliance current in force at each point, amperes, where a column records it.
  public var complianceColumn: [Double]?
  /// Compliance current of the whole trace, amperes, where settings or the file's name state it.
  public var compliance: Double?
  /// V_SET and V_RST as the instrument's own formulas computed them, volts, signed, where recorded.
  public var instrumentVSet: Double?
  public var instrumentVReset: Double?
  /// The formulas behind them, where recorded: name and text.
  public var instrumentFormulas: [(name: String, formula: String)] = []
  /// What else the instrument says of the run: start, stop, step, … Name and values, in order.
  public var settings: [(name: String, values: [String])] = []
  /// Which half of a cycle the names say it is; nil where they say nothing.
  public var half: Half?

  /// A half of a cycle measured by itself.
  public enum Half: String, Sendable {
    case set, reset
  }

  public init(
    origin: Origin, device: String, batch: String? = nil, run: Int? = nil, voltage: [Double],
    current: [Double], time: [Double]? = nil, complianceColumn: [Double]? = nil,
    compliance: Double? = nil, instrumentVSet: Double? = nil, instrumentVReset: Double? = nil
  ) {
    self.origin = origin
    self.device = device
    self.batch = batch
    self.run = run
    self.voltage = voltage
    self.current = current
    self.time = time
    self.complianceColumn = complianceColumn
    self.compliance = compliance
    self.instrumentVSet = instrumentVSet
    self.instrumentVReset = instrumentVReset
  }
}

/// What is noteworthy about a cycle. A cycle without any is in order.
public enum CycleFlag: String, CaseIterable, Hashable, Sendable, Comparable {
  /// No SET up to the end of the sweep: V_SET is right-censored there.
  case notSwitched = "not-switched"
  /// Conducting before the SET sweep: it has no V_SET.
  case alreadyOn = "already-on"
  /// Conducting in every part of the cycle: a short.
  case short
  /// Nothing but the instrument's floor in every part of the cycle: an open.
  case open
  /// No RESET down to the end of the sweep: V_RST is right-censored there.
  case noReset = "no-reset"
  /// The SET ran into the current compliance.
  case plateau
  /// Noise comparable with the signal where a value was taken.
  case noisy
  /// The SET half or the RESET half is not in the data.
  case partial
  /// The state is lost again before it is read: a volatile SET.
  case volatile

  public static func < (left: Self, right: Self) -> Bool { left.order < right.order }
  private var order: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

/// One cycle of one device: what was taken from a sweep, or one row of a table.
public struct CycleRecord: Sendable {
  public var origin: Origin
  public var device: String
  public var batch: String?
  /// Number of the cycle of this device, from 1, in the order of measurement.
  public var cycle: Int
  /// Each quantity as far as it is known; magnitudes, volts and ohms. Absent where the cycle does not tell.
  public var values: QuantityMap<Observation>
  /// Largest value the cycle could have shown, where the sweep's end or the table tells it.
  public var limits: QuantityMap<Double>
  /// Distance of the sweep's voltages around a switching voltage, which is known no better than that, volts.
  public var steps: QuantityMap<Double> = [:]
  /// SET at negative voltage.
  public var isReversed: Bool
  /// Compliance current, amperes, where stated or seen.
  public var compliance: Double?
  /// d ln I / d ln V of the low-resistive branch, with its standard error; 1 for an ohmic one.
  public var lrsExponent: SlopeEstimate?
  /// The same of the high-resistive branch; 2 for space-charge-limited current.
  public var hrsExponent: SlopeEstimate?
  /// Sorted, each once.
  public var flags: [CycleFlag]

  public init(
    origin: Origin, device: String, batch: String? = nil, cycle: Int,
    values: QuantityMap<Observation> = [:], limits: QuantityMap<Double> = [:],
    isReversed: Bool = false, compliance: Double? = nil, lrsExponent: SlopeEstimate? = nil,
    hrsExponent: SlopeEstimate? = nil, flags: [CycleFlag] = []
  ) {
    self.origin = origin
    self.device = device
    self.batch = batch
    self.cycle = cycle
    self.values = values
    self.limits = limits
    self.isReversed = isReversed
    self.compliance = compliance
    self.lrsExponent = lrsExponent
    self.hrsExponent = hrsExponent
    self.flags = flags
  }
}

/// A fitted slope.
public struct SlopeEstimate: Hashable, Sendable {
  public var value: Double
  /// Standard error.
  public var error: Double
  /// Points behind the fit.
  public var count: Int

  public init(value: Double, error: Double, count: Int) {
    self.value = value
    self.error = error
    self.count = count
  }
}

/// The resistance of one device against time or cycles.
public struct ResistanceSeries: Sendable {
  public enum Axis: String, Sendable {
    /// Seconds: retention.
    case time
    /// Programming cycles: endurance.
    case cycle
  }

  /// Which state was read.
  public enum State: String, Sendable {
    case lrs, hrs
    /// Both in turn, or not stated.
    case unknown
  }

  public var origin: Origin
  public var device: String
  public var axis: Axis
  public var state: State
  /// Seconds or cycles, ascending.
  public var positions: [Double]
  /// Ohms; as many as positions.
  public var resistances: [Double]
  /// The waveform that the series was read from, where its pulses and their times are known.
  public var train: SweepTrace?

  public init(
    origin: Origin, device: String, axis: Axis, state: State, positions: [Double],
    resistances: [Double], train: SweepTrace? = nil
  ) {
    self.origin = origin
    self.device = device
    self.axis = axis
    self.state = state
    self.positions = positions
    self.resistances = resistances
    self.train = train
  }
}
