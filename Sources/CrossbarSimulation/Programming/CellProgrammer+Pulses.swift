internal import CrossbarArray
internal import CrossbarCore
internal import CrossbarDevices

extension CellProgrammer {
  /// A SET that the transistor limits and that ends above this state has formed a filament.
  static let formed = 0.05

  /// Whether an attempt took a wholly formed or dissolved filament back to where it was.
  private static func isAtRest(_ x: Double, after last: Double) -> Bool {
    (x - last).magnitude < 1e-9 && (x < 1e-9 || x > 1 - 1e-9)
  }

  /// Pulse by pulse, to the read that counts.
  func program(
    storing bit: Bool, device: DeviceSample, circuit: CellCircuit, noise: Double, cycles: Int,
    isTraced: Bool
  ) -> ProgrammingOutcome {
    let write = self.circuit(circuit, bit ? \.set : \.reset)
    let read = self.circuit(circuit, \.read)
    let worn = isWorn(cycles)
    let startsLow = worn || simulators[0].operation.initialState == .lrs
    var cell = ProgrammedState(
      device.mobility == 0 ? device.restState : startsLow ? 1 : 0, cycles: Double(cycles),
      endurance: endurance)
    var outcome = ProgrammingOutcome(
      state: cell.x, pulses: 0, currentAtEnd: Amperes(0), largestCurrent: Amperes(0),
      readCurrent: Amperes(0), cycles: 0, bit: !bit)
    var isLimited = false
    var simulator = simulators[0]
    var last: Double?
    while outcome.pulses < options.maximumPulses && outcome.bit != bit {
      simulator = simulators[min(outcome.pulses, simulators.count - 1)]
      if outcome.pulses > 0 { simulator.finishRead(&cell, storing: bit, device, read) }
      simulator.write(
        &cell, storing: bit, device: device, write: write, read: read, isTraced: isTraced
      ) { state in
        let level = simulator.operation.writeVoltage
        outcome.currentAtEnd = write.current(
          source: bit ? level : Volts(0), bit: bit ? Volts(0) : level, state: state, device: device,
          model: model)
        isLimited =
          state > Self.formed && bit
          && write.isSaturated(source: level, current: outcome.currentAtEnd)
      }
      outcome.pulses += 1
      outcome.take(simulator.read(cell.x, device: device, circuit: read, noise: noise))
      if simulators.count == 1, outcome.bit != bit, let last, Self.isAtRest(cell.x, after: last) {
        // The same pulse does the same again, which is nothing.
        outcome.pulses = options.maximumPulses
      }
      last = cell.x
    }
    let isWritten = outcome.bit == bit
    if options.retention.value > 0 {
      simulator.finishRead(&cell, storing: bit, device, read)
      cell.move(to: model.stateAtRest(cell.x, after: options.retention, device: device))
      simulator.approachRead(&cell, device, read)
      outcome.take(simulator.read(cell.x, device: device, circuit: read, noise: noise))
    }
    outcome.largestCurrent = Amperes(cell.largestCurrent)
    outcome.cycles = cell.cycles
    if outcome.bit != bit {
      let isLow = outcome.state > 0.5
      if device.mobility != 0 && worn && !bit {
        outcome.cause = .worn
      } else if isWritten {
        outcome.cause = .faded
      } else if bit && !isLow && isLimited && device.mobility != 0 {
        outcome.cause = .volatile
      } else {
        outcome.cause = BitErrorCause.of(
          wanted: bit, isLow: isLow, device: device, operation: simulator.operation)
      }
    }
    return outcome
  }
}

extension ProgrammingOutcome {
  fileprivate mutating func take(_ outcome: CellOutcome) {
    state = outcome.state
    readCurrent = Amperes(outcome.readCurrent)
    bit = outcome.bit
  }
}

extension CellCircuit {
  /// Whether the channel limits a SET's current: the drain is not below V_G − VTO.
  func isSaturated(source: Volts, current: Amperes) -> Bool {
    if case .idealSwitch = transistor.kind { return false }
    return source.value - current.value * sourceLine
      >= transistor.wordLineVoltage.value - transistor.threshold.value
  }
}

extension CellSimulator {
  /// The corners behind which the RESET and the read phase begin.
  private static let setEnd = 4
  private static let resetEnd = 8

  /// One attempt from time 0 to the sampling of its read.
  ///
  /// - Parameter atEnd: takes the state at the end of the write pulse's flat top.
  func write(
    _ cell: inout ProgrammedState, storing bit: Bool, device: DeviceSample, write: CellCircuit,
    read: CellCircuit, isTraced: Bool, atEnd: (Double) -> Void
  ) {
    let pulse = bit ? 2...Self.setEnd : Self.setEnd + 2...Self.resetEnd
    for index in 1..<corners.count {
      cell.isTraced = isTraced && pulse.contains(index)
      let segment = LineSegment(
        schedule, storing: bit, from: corners[index - 1], to: corners[index])
      integrate(
        &cell, over: segment, device: device, circuit: index <= Self.resetEnd ? write : read)
      if index == pulse.lowerBound + 1 { atEnd(cell.x) }
    }
    cell.isTraced = false
  }

  /// From the sampling of the read to the end of the schedule.
  func finishRead(
    _ cell: inout ProgrammedState, storing bit: Bool, _ device: DeviceSample, _ circuit: CellCircuit
  ) {
    var start = schedule.sampleTime.value
    for end in [schedule.read.fall.value, schedule.read.end.value, schedule.end.value] {
      integrate(
        &cell, over: LineSegment(schedule, storing: bit, from: start, to: end), device: device,
        circuit: circuit)
      start = end
    }
  }

  /// The start of a read pulse, to the sampling.
  func approachRead(_ cell: inout ProgrammedState, _ device: DeviceSample, _ circuit: CellCircuit) {
    for index in Self.resetEnd + 2..<corners.count {
      let segment = LineSegment(
        schedule, storing: true, from: corners[index - 1], to: corners[index])
      integrate(&cell, over: segment, device: device, circuit: circuit)
    }
  }

  /// The steady read of a state, with its noise.
  func read(
    _ state: Double, device: DeviceSample, circuit: CellCircuit, noise: Double
  ) -> CellOutcome {
    let time = schedule.sampleTime
    let voltage = circuit.memristorVoltage(
      source: schedule.read.voltage(at: time).value, bit: 0, state: state, device: device,
      model: model)
    let current = model.current(voltage, state: state, device: device) * noiseFactor(noise)
    return CellOutcome(
      state: state, readVoltage: voltage, readCurrent: current,
      bit: current > operation.thresholdCurrent.value)
  }
}
