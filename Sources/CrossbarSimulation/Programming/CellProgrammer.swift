internal import CrossbarArray
public import CrossbarCore
public import CrossbarDevices

/// What became of one cell after its pulses.
public struct ProgrammingOutcome: Hashable, Sendable {
  /// Filament state at the read that counts, 0 = HRS, 1 = LRS.
  public var state: Double
  /// Write pulses that the cell got.
  public var pulses: Int
  /// Current at the end of the last write pulse's flat top, from source to bit line, A; negative in a RESET.
  public var currentAtEnd: Amperes
  /// Largest magnitude of the current in any write pulse, A.
  public var largestCurrent: Amperes
  /// Current into the bit line at the read that counts, A.
  public var readCurrent: Amperes
  /// SETs that the device has behind it, in parts where a filament grew in part.
  public var cycles: Double
  public var bit: Bool
  /// Why the bit is not the wanted one; nil where it is.
  public var cause: BitErrorCause?
}

/// Programs single cells pulse by pulse, each pulse verified by a read.
///
/// An attempt is the row's whole ``PulseSchedule`` (SET, RESET and read phase) with the attempt's amplitude, so one attempt at
/// the operating point is what ``CellSimulator`` does. A row whose other cells need more pulses goes on without the cells that
/// read right: their lines rest at 0 V. The score of the read's noise is one a cell, for all its reads.
public struct CellProgrammer: Sendable {
  public let options: ProgrammingOptions
  public var model: CompactModel { simulators[0].model }
  /// Of the device: SETs until it sticks; nil where not known.
  let endurance: Double?
  /// One an attempt where amplitudes differ, else one.
  let simulators: [CellSimulator]
  /// Whether ``CellSimulator`` says all there is to say of a device that works.
  private let isPlain: Bool

  /// - Precondition: ``ProgrammingOptions/check(_:)`` throws nothing.
  public init(device: Device, options: ProgrammingOptions) {
    precondition(options.isPossible(device), "options that the check refuses")
    self.options = options
    let model = CompactModel(device)
    let attempts = options.rampStep.value == 0 ? 1 : options.maximumPulses
    simulators = (0..<attempts).map {
      CellSimulator(model: model, operation: options.operation($0, of: device))
    }
    endurance =
      device.enduranceCycles == .max ? nil : min(max(Double(device.enduranceCycles), 1), 1e9)
    isPlain = options.isOperatingPoint(of: device)
  }

  /// Programs and reads a cell; nil if it reads the bit that was written, else why not.
  ///
  /// Equal to ``CellSimulator/cause(storing:device:circuit:noise:)`` at the operating point, and to
  /// ``run(storing:device:circuit:noise:previousCycles:)`` everywhere.
  public func cause(
    storing bit: Bool, device: DeviceSample, circuit: CellCircuit, noise: Double = 0,
    previousCycles: Int? = nil
  ) -> BitErrorCause? {
    let cycles = previousCycles ?? options.previousCycles
    if isPlain && cycles == 0 {
      return simulators[0].cause(storing: bit, device: device, circuit: circuit, noise: noise)
    }
    if isSurelyRight(storing: bit, device: device, circuit: circuit, noise: noise, cycles: cycles) {
      return nil
    }
    return program(
      storing: bit, device: device, circuit: circuit, noise: noise, cycles: cycles, isTraced: false
    ).cause
  }

  /// Programs `bit` into a cell and reads it.
  ///
  /// - Parameters:
  ///   - noise: the standard score of the read current's noise; it counts where the device has any.
  ///   - previousCycles: SETs behind this device; those of the options where nil.
  public func run(
    storing bit: Bool, device: DeviceSample, circuit: CellCircuit, noise: Double = 0,
    previousCycles: Int? = nil
  ) -> ProgrammingOutcome {
    program(
      storing: bit, device: device, circuit: circuit, noise: noise,
      cycles: previousCycles ?? options.previousCycles, isTraced: true)
  }

  /// Whether more SETs lie behind a device than it stands.
  func isWorn(_ cycles: Int) -> Bool { endurance.map { Double(cycles) > $0 } ?? false }

  /// A loop with the word line of a phase.
  func circuit(_ circuit: CellCircuit, _ voltage: KeyPath<WordLineVoltages, Volts>) -> CellCircuit {
    guard let wordLines = options.wordLines else { return circuit }
    var result = circuit
    result.transistor.wordLineVoltage = wordLines[keyPath: voltage]
    return result
  }

  /// Whether the first pulse surely writes the bit and time surely leaves it; `false` decides nothing.
  private func isSurelyRight(
    storing bit: Bool, device: DeviceSample, circuit: CellCircuit, noise: Double, cycles: Int
  ) -> Bool {
    if isWorn(cycles) { return false }
    if options.retention.value > 0 {
      // At rest the states balance where the small rates equal the relaxation, which moves them by under a hundredth.
      let relaxation = model.constants.relaxationTime
      let set = model.setRate(0, state: 0, device: device) * relaxation
      let reset = model.resetRate(0, device: device) * relaxation
      if set > 0.01 * model.unstableState || reset > 0.005 * (1 - model.unstableState) {
        return false
      }
    }
    return simulators[0].isSurelyRight(
      storing: bit, device: device, circuit: self.circuit(circuit, bit ? \.set : \.reset),
      readCircuit: self.circuit(circuit, \.read), noise: noise)
  }
}
