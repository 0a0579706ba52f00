internal import CrossbarArray
internal import CrossbarCore
public import CrossbarDevices

extension CellSimulator {
  /// Programs and reads a cell; nil if it reads the bit that was written, else why not.
  public func cause(
    storing bit: Bool, device: DeviceSample, circuit: CellCircuit
  ) -> BitErrorCause? {
    if isSurelyRight(storing: bit, device: device, circuit: circuit) { return nil }
    let outcome = run(storing: bit, device: device, circuit: circuit)
    if outcome.bit == bit { return nil }
    return BitErrorCause.of(
      wanted: bit, isLow: outcome.state > 0.5, device: device, operation: operation)
  }

  /// Whether bounds alone tell that a cell that starts in HRS reads as written; `false` decides nothing.
  ///
  /// A zero: where the rates of SET at rest and at the read voltage, times their durations, move the state by less than
  /// 0.01, the conductance grows by under 1 %, and the current is at most read voltage ÷ R_HRS otherwise.
  ///
  /// A one: the time to reach x = 0.9 is at most Σ Δx / dx/dt with the least slope of each step of x, taken at both
  /// its ends less a third; where twice that fits into half the pulse, the cell ends in LRS. The rate of RESET at
  /// rest must not take it out again.
  func isSurelyRight(storing bit: Bool, device: DeviceSample, circuit: CellCircuit) -> Bool {
    guard operation.initialState == .hrs else { return false }
    let threshold = operation.threshold.value
    let end = schedule.end.value
    if !bit {
      if device.rHRS < threshold * 1.02 { return false }
      let reading = schedule.read.end.value - schedule.read.start.value
      return model.rate(operation.readVoltage.value - device.vSet) * reading
        + model.rate(-device.vSet) * end < 0.01
    }
    if model.rate(-device.vReset) * end > 0.005 { return false }
    if device.rLRS > threshold * 0.9 { return false }
    let write = operation.writeVoltage.value
    if device.vSet > write { return false }
    let states = [0, 0.04, 0.1, 0.18, 0.28, 0.4, 0.52, 0.65, 0.78, 0.9]
    var time = 0.0
    var last = 0.0
    var guess: Double?
    for (index, state) in states.enumerated() {
      let voltage = circuit.memristorVoltage(
        source: write, bit: 0, state: state, device: device, model: model,
        guess: guess)
      guess = voltage
      let slope = model.stateDerivative(voltage, state: state, device: device)
      if slope <= 0 { return false }
      if index > 0 { time += (state - states[index - 1]) / (min(last, slope) * 2 / 3) }
      if time * 2 > operation.writePulse.value / 2 { return false }
      last = slope
    }
    let voltage = circuit.memristorVoltage(
      source: operation.readVoltage.value, bit: 0, state: 0.99, device: device, model: model)
    let current = model.current(voltage, state: 0.99, device: device)
    return current > operation.thresholdCurrent.value * 1.05
  }
}
