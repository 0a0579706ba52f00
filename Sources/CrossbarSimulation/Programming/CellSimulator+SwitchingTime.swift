public import CrossbarCore
public import CrossbarDevices

extension CellSimulator {
  /// The state at which a cell's read current equals the threshold current: nil where its LRS reads as a zero or its HRS as
  /// a one.
  public func thresholdState(device: DeviceSample, circuit: CellCircuit) -> Double? {
    func readsOne(_ state: Double) -> Bool {
      read(state, device: device, circuit: circuit, noise: 0).bit
    }
    if readsOne(0) || !readsOne(1) { return nil }
    var low = 0.0
    var high = 1.0
    for _ in 0..<50 {
      let middle = (low + high) / 2
      if readsOne(middle) { high = middle } else { low = middle }
    }
    return (low + high) / 2
  }

  /// How long a constant amplitude across loop and cell must last for a read to see the switch.
  ///
  /// From the wholly formed or dissolved state, without edges: positive amplitudes are SETs (the source line driven),
  /// negative ones RESETs (the bit line driven).
  ///
  /// - Parameters:
  ///   - readCircuit: the loop at the read; `circuit` where nil.
  ///   - limit: when to give up.
  /// - Returns: nil where it does not switch within the limit or its states cannot be told apart by the threshold.
  public func switchingTime(
    amplitude: Volts, device: DeviceSample, circuit: CellCircuit, readCircuit: CellCircuit? = nil,
    limit: Seconds = Seconds(1000)
  ) -> Seconds? {
    guard limit.value > 0, amplitude.value != 0, device.mobility > 0,
      let goal = thresholdState(device: device, circuit: readCircuit ?? circuit)
    else { return nil }
    let isSet = amplitude.value > 0
    let source = isSet ? amplitude.value : 0
    let bit = isSet ? 0 : -amplitude.value
    var x = isSet ? 0.0 : 1.0
    var guess: Double?
    var time: Double?
    ScalarIntegration.advance(&x, over: limit.value, firstStep: 1e-5, tolerance: 1e-7) { _, x in
      let voltage = circuit.memristorVoltage(
        source: source, bit: bit, state: x, device: device, model: model, guess: guess)
      guess = voltage
      return model.stateDerivative(voltage, state: x, device: device)
    } until: { step in
      if isSet ? step.x1 >= goal : step.x1 <= goal {
        time = step.time(of: goal)
        return true
      }
      // Alone in time, the state never turns back, nor passes a root.
      return step.slope1 == 0 || (step.slope1 > 0) != isSet
    }
    return time.map { Seconds($0) }
  }
}

extension ScalarIntegration.Step {
  /// When the cubic through both ends passes a state between them.
  func time(of state: Double) -> Double {
    let length = time1 - time0
    func value(_ share: Double) -> Double {
      let rest = 1 - share
      return x0 * (1 + 2 * share) * rest * rest + x1 * share * share * (3 - 2 * share)
        + length * share * rest * (slope0 * rest - slope1 * share)
    }
    let grows = x1 > x0
    var low = 0.0
    var high = 1.0
    for _ in 0..<50 {
      let middle = (low + high) / 2
      if (value(middle) < state) == grows { low = middle } else { high = middle }
    }
    return time0 + length * (low + high) / 2
  }
}
