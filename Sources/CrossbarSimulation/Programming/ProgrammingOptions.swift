public import CrossbarCore
public import CrossbarDevices

/// Word-line voltages of a row's three phases. In a SET the transistor is a source follower, so `set` limits its current.
public struct WordLineVoltages: Hashable, Sendable {
  public var set: Volts
  public var reset: Volts
  public var read: Volts

  public init(set: Volts, reset: Volts, read: Volts) {
    self.set = set
    self.reset = reset
    self.read = read
  }
}

/// How the cells of an array are written, and what lies behind and before them.
public struct ProgrammingOptions: Hashable, Sendable {
  /// Magnitude of the first write pulse.
  public var writeVoltage: Volts
  /// Flat top of a write pulse.
  public var writePulse: Seconds
  /// Write pulses at most, each with a read that verifies it; a cell that reads right gets no more.
  public var maximumPulses: Int
  /// By how much each pulse is larger than the one before it.
  public var rampStep: Volts
  /// Nil where the word line rests at the transistor's own voltage throughout.
  public var wordLines: WordLineVoltages?
  /// SETs that every device has behind it.
  public var previousCycles: Int
  /// Time at 0 V between the last verifying read and the read that counts; zero where the former counts.
  public var retention: Seconds
  /// Share of the devices that work, 0 … 1; see ``FaultSampler``.
  public var yield: Double
  /// Share of shorts among those that do not, 0 … 1.
  public var shareOfShorts: Double

  /// One pulse at the device's operating point, every device new and working, read at once.
  public init(_ device: Device) {
    writeVoltage = device.operation.writeVoltage
    writePulse = device.operation.writePulse
    maximumPulses = 1
    rampStep = Volts(0)
    wordLines = nil
    previousCycles = 0
    retention = Seconds(0)
    yield = 1
    shareOfShorts = FaultSampler.assumedShareOfShorts
  }

  /// No pulse at all; see ``LadderOptions/unstated``.
  static let unstated = ProgrammingOptions()

  private init() {
    writeVoltage = Volts(0)
    writePulse = Seconds(0)
    maximumPulses = 1
    rampStep = Volts(0)
    previousCycles = 0
    retention = Seconds(0)
    yield = 1
    shareOfShorts = FaultSampler.assumedShareOfShorts
  }

  /// The paper's pulse test (Fig. 3e): ±2 V × 20 ms until the read current passes the threshold, at most `maximumPulses` times.
  public static func pulseTest(_ device: Device, maximumPulses: Int = 100) -> Self {
    var options = Self(device)
    options.writeVoltage = Volts(2)
    options.writePulse = Seconds(0.02)
    options.maximumPulses = maximumPulses
    return options
  }

  /// Whether working devices are written as ``CellSimulator`` alone writes them.
  func isOperatingPoint(of device: Device) -> Bool {
    var options = self
    options.yield = 1
    options.shareOfShorts = FaultSampler.assumedShareOfShorts
    return options == Self(device)
  }

  /// The operating point of one attempt, counted from 0.
  func operation(_ attempt: Int, of device: Device) -> OperatingPoint {
    var operation = device.operation
    operation.writeVoltage = writeVoltage + rampStep * Double(attempt)
    operation.writePulse = writePulse
    return operation
  }
}
