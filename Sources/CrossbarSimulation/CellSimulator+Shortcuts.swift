internal import CrossbarArray
internal import CrossbarCore
public import CrossbarDevices

extension CellSimulator {
  /// Programs and reads a cell; nil if it reads the bit that was written, else why not.
  public func cause(
    storing bit: Bool, device: DeviceSample, circuit: CellCircuit, noise: Double = 0
  ) -> BitErrorCause? {
    if isSurelyRight(storing: bit, device: device, circuit: circuit, noise: noise) { return nil }
    let outcome = run(storing: bit, device: device, circuit: circuit, noise: noise)
    if outcome.bit == bit { return nil }
    return BitErrorCause.of(
      wanted: bit, isLow: outcome.state > 0.5, device: device, operation: operation)
  }

  /// Whether bounds alone tell that a cell that starts in HRS reads as written; `false` decides nothing.
  ///
  /// A zero: where the rates of SET at rest and at the read voltage, times their durations, move the state by less than
  /// 0.01, the conductance grows by under 1 %, and the current is at most read voltage ÷ R_HRS otherwise.
  ///
  /// A one: above the unstable state nothing but RESET takes a filament away again, so it is enough to reach, in the
  /// pulse, a state whose read current is well above the threshold. The time to get there is at most Σ Δx / dx/dt
  /// with, for each step of x, the lesser slope at its ends less a third; it must fit into 0.6 of the pulse.
  func isSurelyRight(
    storing bit: Bool, device: DeviceSample, circuit: CellCircuit,
    readCircuit: CellCircuit? = nil, noise: Double
  ) -> Bool {
    guard operation.initialState == .hrs, device.mobility == 1,
      model.constants.temperature == nil
    else { return false }
    let factor = noiseFactor(noise)
    if factor < 0.5 { return false }
    let threshold = operation.threshold.value * factor
    let end = schedule.end.value
    if !bit {
      if device.rHRS < threshold * 1.02 { return false }
      let reading = schedule.read.end.value - schedule.read.start.value
      return model.setRate(operation.readVoltage.value, state: 0, device: device) * reading
        + model.setRate(0, state: 0, device: device) * end < 0.01
    }
    if model.resetRate(0, device: device) * end > 0.005 { return false }
    if device.rLRS > threshold * 0.9 { return false }
    let write = operation.writeVoltage.value
    if device.vSet > write { return false }
    guard
      let goal = readableState(
        device: device, circuit: readCircuit ?? circuit,
        wanted: operation.thresholdCurrent.value * 1.1 / factor)
    else { return false }
    var time = 0.0
    var state = 0.0
    var last: Double?
    var guess: Double?
    while true {
      let voltage = circuit.memristorVoltage(
        source: write, bit: 0, state: state, device: device, model: model, guess: guess)
      guess = voltage
      let slope = model.stateDerivative(voltage, state: state, device: device)
      if slope <= 0 { return false }
      if let last { time += Self.stride / (min(last, slope) * 2 / 3) }
      if time > operation.writePulse.value * 0.6 { return false }
      if state >= goal { return true }
      last = slope
      state += Self.stride
    }
  }

  /// Step of the state in the bound on the switching time.
  private static let stride = 0.1

  /// The least of 0.6, 0.7, 0.8 and 0.9 in which the cell reads as a one with a tenth to spare, or nil.
  private func readableState(
    device: DeviceSample, circuit: CellCircuit, wanted: Double
  ) -> Double? {
    let read = operation.readVoltage.value
    return [0.6, 0.7, 0.8, 0.9].first { state in
      if state < model.unstableState + 0.1 { return false }
      let voltage = circuit.memristorVoltage(
        source: read, bit: 0, state: state, device: device, model: model)
      return model.current(voltage, state: state, device: device) > wanted
    }
  }
}
