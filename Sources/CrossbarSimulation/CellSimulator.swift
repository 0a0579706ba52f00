public import CrossbarArray
internal import CrossbarCore
public import CrossbarDevices

/// What became of one cell after its row was programmed and read.
public struct CellOutcome: Hashable, Sendable {
  /// Filament state when the read current was taken, 0 = HRS, 1 = LRS.
  public var state: Double
  /// Voltage across the memristor, silver against gold, when the read current was taken, V.
  public var readVoltage: Double
  /// Current into the bit line at the read, A.
  public var readCurrent: Double
  /// Whether the read current exceeds the threshold current.
  public var bit: Bool
}

/// Programs and reads single cells through their circuit with the pulses that the decks apply, by integrating the
/// compact model over the same schedule.
public struct CellSimulator: Sendable {
  public let model: CompactModel
  public let operation: OperatingPoint
  public let schedule: PulseSchedule
  /// Times between which lines run straight, from 0 to the sampling of the read current, s.
  let corners: [Double]

  public init(device: Device) {
    self.init(model: CompactModel(device), operation: device.operation)
  }

  /// A simulator of other pulses than those of the model's device.
  init(model: CompactModel, operation: OperatingPoint) {
    self.model = model
    self.operation = operation
    schedule = PulseSchedule(operation)
    let sample = schedule.sampleTime.value
    corners = schedule.corners.map(\.value).filter { $0 < sample } + [sample]
  }

  /// Rates below this, times the length of a segment, leave the state as it is.
  private static let negligible = 1e-9

  /// Programs `bit` into a cell and reads it.
  ///
  /// - Parameter noise: the standard score of the read current's noise; it counts where the device has any.
  public func run(
    storing bit: Bool, device: DeviceSample, circuit: CellCircuit, noise: Double = 0
  ) -> CellOutcome {
    var x =
      device.mobility == 0 ? device.restState : operation.initialState == .hrs ? 0.0 : 1.0
    for segment in 1..<corners.count {
      integrate(
        &x, from: corners[segment - 1], to: corners[segment], storing: bit, device: device,
        circuit: circuit)
    }
    let time = Seconds(corners[corners.count - 1])
    let voltage = circuit.memristorVoltage(
      source: schedule.sourceLine(storing: bit, at: time).value,
      bit: schedule.bitLine(storing: bit, at: time).value, state: x, device: device, model: model)
    let current =
      model.current(voltage, state: x, device: device) * noiseFactor(noise)
    return CellOutcome(
      state: x, readVoltage: voltage, readCurrent: current,
      bit: current > operation.thresholdCurrent.value)
  }

  /// 1 + rn·score.
  func noiseFactor(_ score: Double) -> Double {
    1 + (model.constants.readNoise?.relative ?? 0) * score
  }

  /// Integrates dx/dt over one straight piece of the schedule.
  func integrate(
    _ x: inout Double, from start: Double, to end: Double, storing bit: Bool,
    device: DeviceSample, circuit: CellCircuit
  ) {
    var cell = ProgrammedState(x)
    integrate(
      &cell,
      over: LineSegment(schedule, storing: bit, from: start, to: end), device: device,
      circuit: circuit)
    x = cell.x
  }

  /// Integrates dx/dt while the lines change as `segment` says: Bogacki–Shampine 3(2) with step control.
  func integrate(
    _ cell: inout ProgrammedState, over segment: LineSegment, device: DeviceSample,
    circuit: CellCircuit
  ) {
    let start = segment.start
    let end = segment.end
    let length = end - start
    if isStill(cell.x, segment.highest, segment.lowest, length, device) {
      if cell.isTraced { cell.trace(segment, in: circuit, device, model) }
      return
    }
    let share = cell.resetShare(model)
    var guess: Double?
    func slope(_ time: Double, _ state: Double) -> Double {
      let clamped = min(max(state, 0), 1)
      let (source, bit) = segment.lines(at: (time - start) / length)
      let voltage = circuit.memristorVoltage(
        source: source, bit: bit, state: clamped, device: device, model: model, guess: guess)
      guess = voltage
      return model.stateDerivative(voltage, state: clamped, device: device, resetShare: share)
    }
    let tolerance = 1e-6
    var time = start
    var step = min(length, 1e-4)
    var k1 = slope(time, cell.x)
    if cell.isTraced, let guess { cell.trace(guess, device, model) }
    while time < end {
      step = min(step, end - time)
      let k2 = slope(time + step / 2, cell.x + step / 2 * k1)
      let k3 = slope(time + step * 0.75, cell.x + step * 0.75 * k2)
      let next = cell.x + step * (2 * k1 + 3 * k2 + 4 * k3) / 9
      let k4 = slope(time + step, next)
      let error = (step * (-5 * k1 / 72 + k2 / 12 + k3 / 9 - k4 / 8)).magnitude
      if error <= tolerance || step < 1e-12 {
        time = end - time - step < 1e-15 ? end : time + step
        cell.move(to: min(max(next, 0), 1))
        k1 = k4
        if cell.isTraced, let guess { cell.trace(guess, device, model) }
        if isSettled(cell.x, k1, time, end, constant: segment.isConstant) { return }
      }
      step *= min(4, max(0.2, 0.9 * cubeRoot(tolerance / max(error, 1e-30))))
    }
  }

  /// Whether no voltage of the segment can move a cell that is wholly off or wholly on.
  private func isStill(
    _ x: Double, _ highest: Double, _ lowest: Double, _ length: Double, _ device: DeviceSample
  ) -> Bool {
    if device.mobility == 0 { return x == device.restState }
    if x < 1e-12 {
      return model.setRate(highest, state: 0, device: device) * length < Self.negligible
    }
    if x > 1 - 1e-9 { return model.resetRate(lowest, device: device) * length < Self.negligible }
    return false
  }

  /// Whether the state has come to rest under constant voltages.
  private func isSettled(
    _ x: Double, _ slope: Double, _ time: Double, _ end: Double, constant: Bool
  ) -> Bool {
    constant && slope.magnitude * (end - time) < Self.negligible
      && (x < 1e-9 || x > 1 - 1e-9)
  }

  private func cubeRoot(_ value: Double) -> Double {
    PortableMath.exp(PortableMath.log(value) / 3)
  }
}
