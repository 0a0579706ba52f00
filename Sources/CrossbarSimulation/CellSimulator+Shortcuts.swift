internal import CrossbarArray
internal import CrossbarCore
public import CrossbarDevices

extension CellSimulator {
  /// Programs and reads a cell; nil if it reads the bit that was written, else why not.
  public func cause(
    storing bit: Bool, device: DeviceSample, circuit: CellCircuit, noise: Double = 0
  ) -> BitErrorCause? {
    if isSurelyWrong(storing: bit, device: device, circuit: circuit, noise: noise) {
      return BitErrorCause.of(wanted: bit, isLow: false, device: device, operation: operation)
    }
    if isSurelyRight(storing: bit, device: device, circuit: circuit, noise: noise) { return nil }
    if bit, let isRight = readsRightAfterSet(device: device, circuit: circuit, noise: noise) {
      return isRight
        ? nil : BitErrorCause.of(wanted: true, isLow: false, device: device, operation: operation)
    }
    let outcome = run(storing: bit, device: device, circuit: circuit, noise: noise)
    if outcome.bit == bit { return nil }
    return BitErrorCause.of(
      wanted: bit, isLow: outcome.state > 0.5, device: device, operation: operation)
  }

  /// Whether bounds alone tell that a cell that starts in HRS reads as written; `false` decides nothing.
  func isSurelyRight(
    storing bit: Bool, device: DeviceSample, circuit: CellCircuit,
    readCircuit: CellCircuit? = nil, noise: Double
  ) -> Bool {
    isSurelyRight(
      storing: bit, slow: device, resistive: device, circuit: circuit, readCircuit: readCircuit,
      noise: noise)
  }

  /// The same for all devices between two: `slow` has the largest V_SET and the smallest resistances, `resistive` the largest
  /// resistances. Of those R_HRS has to be ten times any R_LRS; |V_RST| may be any, where k_r at rest is negligible for all.
  ///
  /// A zero: k_s falls with V_SET and rises with the voltage and the state, so at ``restLimit`` and the whole voltage it bounds
  /// how far the state moves; the cubic only takes away. The current then is below that of ``restCurrent(_:upTo:)``.
  ///
  /// A one: above the unstable state nothing but RESET takes a filament away again, so it is enough to reach, in the flat top
  /// of the pulse, a state whose read current is above the threshold with a tenth to spare. The memristor's voltage falls with
  /// the state, so between two states dx/dt is at least what k_s and k_r are at the voltage of the upper one, k_s with the
  /// threshold of the lower one. Σ Δx / dx/dt must fit into 0.9 of the pulse. A memristor that takes less current at a
  /// voltage gets more of it; that larger resistances mean less current holds at any voltage from the read reference up
  /// and, once the filament's weight w is a tenth, below it.
  func isSurelyRight(
    storing bit: Bool, slow device: DeviceSample, resistive: DeviceSample, circuit: CellCircuit,
    readCircuit: CellCircuit? = nil, noise: Double
  ) -> Bool {
    guard operation.initialState == .hrs, device.mobility == 1,
      model.constants.temperature == nil
    else { return false }
    let factor = noiseFactor(noise)
    if factor < 0.5 { return false }
    let end = schedule.end.value
    if !bit {
      guard
        restCurrent(device, upTo: Self.restLimit) * factor < operation.thresholdCurrent.value
      else { return false }
      let reading = schedule.read.end.value - schedule.read.start.value
      let read = operation.readVoltage.value
      return model.setRate(read, state: Self.restLimit, device: device) * reading
        + model.setRate(0, state: Self.restLimit, device: device) * end < 0.9 * Self.restLimit
    }
    if model.resetRate(0, device: device) * end > 1e-4 { return false }
    if resistive.rLRS > operation.threshold.value * factor * 0.9 { return false }
    let write = operation.writeVoltage.value
    if device.vSet > write { return false }
    guard
      let goal = readableState(
        device: resistive, circuit: readCircuit ?? circuit,
        wanted: operation.thresholdCurrent.value * 1.1 / factor)
    else { return false }
    var time = 0.0
    var guess: Double?
    for step in 0..<goal {
      let (lower, upper) = (Double(step) * Self.stride, Double(step + 1) * Self.stride)
      let voltage = circuit.memristorVoltage(
        source: write, bit: 0, state: upper, device: device, model: model, guess: guess)
      guess = voltage
      if voltage < model.constants.readReference && resistive != device { return false }
      let fading =
        (1 - lower) * max(0, model.unstableState - lower) / model.constants.relaxationTime
      let slope =
        model.setRate(voltage, state: lower, device: device) * (1 - upper)
        - (model.resetRate(voltage, device: device) + fading) * upper
      if slope <= 0 { return false }
      time += Self.stride / slope
      if time > operation.writePulse.value * 0.9 { return false }
    }
    return true
  }

  /// Whether bounds alone tell that a cell that starts in HRS stays there and reads otherwise than written; `false` decides
  /// nothing.
  ///
  /// The state stays below a limit where the rate of SET there, with the whole write voltage across the device, is less than what
  /// the cubic takes away, or moves it by less in the whole schedule. Of a one the read current then is at most that of
  /// ``restCurrent(_:upTo:)``, of a zero at least the loop's at rest.
  func isSurelyWrong(
    storing bit: Bool, device: DeviceSample, circuit: CellCircuit, noise: Double
  ) -> Bool {
    guard operation.initialState == .hrs, device.mobility == 1,
      model.constants.temperature == nil
    else { return false }
    let factor = noiseFactor(noise)
    if factor < 0.5 { return false }
    let (read, wanted) = (operation.readVoltage.value, operation.thresholdCurrent.value)
    let limit = bit ? 0.05 : Self.restLimit
    if bit {
      if restCurrent(device, upTo: limit) * factor >= wanted { return false }
    } else if model.current(read, state: 0, device: device) * factor <= wanted * 1.02 {
      // Nor is it with what the loop leaves of the voltage.
      return false
    }
    let voltage = bit ? operation.writeVoltage.value : read
    let rate = model.setRate(voltage, state: limit, device: device)
    // What the cubic takes away there holds the state below, or time is too short to come there.
    guard
      rate < 0.9 * limit * (model.unstableState - limit)
        / model.constants.relaxationTime
        || rate * schedule.end.value < 0.9 * limit
    else { return false }
    if bit { return true }
    let across = circuit.memristorVoltage(
      source: read, bit: 0, state: 0, device: device, model: model)
    return model.current(across, state: 0, device: device) * factor > wanted * 1.02
  }

  /// Whether a one reads right, told from the state at the end of the SET pulse; nil where that does not tell. It is low if it
  /// does, high if not.
  ///
  /// After it the source line brings the read voltage at most. A state above the unstable one where the cubic outweighs RESET
  /// at rest stays above; one below it where the cubic outweighs SET at the read voltage stays below. The read current there,
  /// of the loop or with the whole read voltage across the device, bounds the one that will be read.
  private func readsRightAfterSet(
    device: DeviceSample, circuit: CellCircuit, noise: Double
  ) -> Bool? {
    guard operation.initialState == .hrs, device.mobility == 1,
      model.constants.temperature == nil
    else { return nil }
    let factor = noiseFactor(noise)
    if factor < 0.5 { return nil }
    var x = 0.0
    let end = schedule.set.end.value
    for segment in 1..<corners.count where corners[segment] <= end {
      integrate(
        &x, from: corners[segment - 1], to: corners[segment], storing: true, device: device,
        circuit: circuit)
    }
    let (read, wanted) = (operation.readVoltage.value, operation.thresholdCurrent.value)
    // Both bounds with room for the errors of an integration.
    let margin = 0.01
    let unstable = model.unstableState
    if x > unstable + 2 * margin {
      let bound = min(x, 1 - margin) - margin
      let growth = (1 - bound) * (bound - unstable) / model.constants.relaxationTime
      if growth < 2 * model.resetRate(0, device: device) { return nil }
      let voltage = circuit.memristorVoltage(
        source: read, bit: 0, state: bound, device: device, model: model)
      let current = model.current(voltage, state: bound, device: device) * factor
      return current > wanted * 1.01 ? true : nil
    }
    let bound = max(x, 0) + margin
    if bound < min(unstable - margin, 0.45) {
      let fading = bound * (unstable - bound) / model.constants.relaxationTime
      if fading < 2 * model.setRate(read, state: bound, device: device) { return nil }
      if model.current(read, state: bound, device: device) * factor > wanted * 0.99 { return nil }
      return false
    }
    return nil
  }

  /// A state so near HRS that it hardly conducts more; below every unstable state.
  private static let restLimit = 0.01

  /// A bound of the read current up to a state, with 1 % to spare, A.
  ///
  /// With the whole read voltage V across it the device has R_H ≥ R_HRS · min(1, vrd/√(V² + vd²)), and a state of weight w
  /// multiplies the conductance by (R_H/R_LRS)^w at most.
  private func restCurrent(_ device: DeviceSample, upTo state: Double) -> Double {
    let constants = model.constants
    let read = operation.readVoltage.value
    let smooth = (read * read + constants.smoothing * constants.smoothing).squareRoot()
    // R_H is at most R_HRS · vrd/vd.
    let range =
      max(1, device.rHRS / device.rLRS) * max(1, constants.readReference / constants.smoothing)
    let weight = state * state * 3
    return 1.01 * read / (device.rHRS * min(1, constants.readReference / smooth))
      * PortableMath.exp(weight * PortableMath.log(range))
  }

  /// Step of the state in the bound on the switching time.
  private static let stride = 0.1

  /// The least of 0.6, 0.7, 0.8 and 0.9, in strides, in which the cell reads as a one with a tenth to spare, or nil.
  private func readableState(
    device: DeviceSample, circuit: CellCircuit, wanted: Double
  ) -> Int? {
    let read = operation.readVoltage.value
    return [6, 7, 8, 9].first { tenths in
      let state = Double(tenths) * Self.stride
      if state < model.unstableState + 0.1 { return false }
      let voltage = circuit.memristorVoltage(
        source: read, bit: 0, state: state, device: device, model: model)
      return model.current(voltage, state: state, device: device) > wanted
    }
  }
}
