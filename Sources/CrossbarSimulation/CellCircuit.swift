public import CrossbarArray
public import CrossbarCore
public import CrossbarDevices

/// The loop that one addressed cell sits in: source-line driver and wire, enable transistor, bottom contact, memristor,
/// bit-line wire and driver. With one word line on, nothing else of the tile conducts, so the loop is exact.
public struct CellCircuit: Hashable, Sendable {
  /// Ω from the bit-line source to the cell, driver included.
  public var bitLine: Double
  /// Ω from the source-line source to the transistor, driver included.
  public var sourceLine: Double
  /// Ω between junction and landing pad.
  public var bottomContact: Double
  public var transistor: EnableTransistor

  public init(
    bitLine: Double, sourceLine: Double, bottomContact: Double, transistor: EnableTransistor
  ) {
    self.bitLine = bitLine
    self.sourceLine = sourceLine
    self.bottomContact = bottomContact
    self.transistor = transistor
  }

  /// The loop of a cell in row `row` of a tile wired as `wiring` says.
  public init(_ wiring: ArrayWiring, row: Int) {
    self.init(
      bitLine: wiring.driver.value + wiring.bitLineLead.value
        + Double(row) * wiring.bitLineSegment.value,
      sourceLine: wiring.driver.value + wiring.sourceLineLead.value
        + Double(row) * wiring.sourceLineSegment.value,
      bottomContact: wiring.bottomContact.value, transistor: wiring.transistor)
  }

  /// Current through the loop, from the source line to the bit line, A; see ``memristorVoltage(source:bit:state:device:model:guess:)``.
  public func current(
    source: Volts, bit: Volts, state: Double, device: DeviceSample, model: CompactModel
  ) -> Amperes {
    let voltage = memristorVoltage(
      source: source.value, bit: bit.value, state: state, device: device, model: model)
    return Amperes(model.current(voltage, state: state, device: device))
  }

  /// Voltage across the memristor, silver against gold, for the two lines' source voltages.
  ///
  /// The current that the memristor takes at a voltage is explicit, and what is left for the transistor falls with
  /// it, so the root is unique and bracketed by zero and the whole voltage. Newton's method inside the bracket,
  /// bisection where a step would leave it; to 10⁻¹² of the whole voltage.
  ///
  /// - Parameter guess: where to start, such as the solution of the step before.
  func memristorVoltage(
    source: Double, bit: Double, state: Double, device: DeviceSample, model: CompactModel,
    guess: Double? = nil
  ) -> Double {
    memristorVoltage(
      source: source, bit: bit, conduction: model.conduction(state: state, device: device),
      gate: transistor.wordLineVoltage.value, guess: guess)
  }

  /// The same for a conduction that is known already, and any gate voltage.
  func memristorVoltage(
    source: Double, bit: Double, conduction: CompactModel.Conduction, gate: Double,
    guess: Double? = nil
  ) -> Double {
    let total = source - bit
    if total == 0 { return 0 }
    var low = min(0, total)
    var high = max(0, total)
    var voltage = guess.map { min(max($0, low), high) } ?? total
    for _ in 0..<100 {
      let (current, slope) = conduction.current(voltage)
      let drain = source - current * sourceLine
      let silver = bit + voltage + current * (bitLine + bottomContact)
      let channel = transistor.response(gate: gate, drain: drain, source: silver)
      let excess = channel.current - current
      if excess > 0 { low = voltage } else { high = voltage }
      let excessSlope =
        -channel.byDrain * slope * sourceLine + channel.bySource
        * (1 + slope * (bitLine + bottomContact)) - slope
      var next = voltage - excess / excessSlope
      if !(next > low && next < high) { next = (low + high) / 2 }
      let step = (next - voltage).magnitude
      voltage = next
      if step <= 1e-12 * total.magnitude { break }
    }
    return voltage
  }
}
