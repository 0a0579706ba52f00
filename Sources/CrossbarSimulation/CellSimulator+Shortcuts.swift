internal import CrossbarArray
internal import CrossbarCore
public import CrossbarDevices

extension CellSimulator {
  /// Programs and reads a cell; nil if it reads the bit that was written, else why not.
  public func cause(
    storing bit: Bool, device: DeviceSample, circuit: CellCircuit, noise: Double = 0
  ) -> BitErrorCause? {
    if isSurelyRight(storing: bit, device: device, circuit: circuit, noise: noise) { return nil }
    if isSurelyWrong(storing: bit, device: device, circuit: circuit, noise: noise) {
      return BitErrorCause.of(wanted: bit, isLow: false, device: device, operation: operation)
    }
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
    isSurelyRight(
      storing: bit, slow: device, resistive: device, circuit: circuit, readCircuit: readCircuit,
      noise: noise)
  }

  /// The same for all devices between two: `slow` has the largest V_SET and the smallest resistances, `resistive` the largest
  /// resistances and the same thresholds.
  func isSurelyRight(
    storing bit: Bool, slow device: DeviceSample, resistive: DeviceSample, circuit: CellCircuit,
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
    if resistive.rLRS > threshold * 0.9 { return false }
    let write = operation.writeVoltage.value
    if device.vSet > write { return false }
    guard
      let goal = readableState(
        device: resistive, circuit: readCircuit ?? circuit,
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

  /// Whether bounds alone tell that a cell that starts in HRS stays there and reads otherwise than written; `false` decides
  /// nothing.
  ///
  /// The state stays below 0.01 where the rate of SET there, with the whole write voltage across the device and for the whole
  /// schedule, moves it by less. Of a one the read current then is 1.1 of that of R_HRS at most, of a zero at least the loop's
  /// at rest.
  func isSurelyWrong(
    storing bit: Bool, device: DeviceSample, circuit: CellCircuit, noise: Double
  ) -> Bool {
    guard operation.initialState == .hrs, device.mobility == 1,
      model.constants.temperature == nil, device.rHRS < device.rLRS * 1e12
    else { return false }
    let factor = noiseFactor(noise)
    if factor < 0.5 { return false }
    let voltage = bit ? operation.writeVoltage.value : operation.readVoltage.value
    if model.setRate(voltage, state: 0.01, device: device) * schedule.end.value > 0.009 {
      return false
    }
    if bit { return device.rHRS > operation.threshold.value * factor * 1.1 }
    let read = operation.readVoltage.value
    let across = circuit.memristorVoltage(
      source: read, bit: 0, state: 0, device: device, model: model)
    return model.current(across, state: 0, device: device) * factor
      > operation.thresholdCurrent.value * 1.02
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
