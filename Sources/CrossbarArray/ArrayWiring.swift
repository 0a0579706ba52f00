public import CrossbarCore

/// The enable transistor in series with every memristor: an n-channel level-1 (Shichman–Hodges) MOSFET with its bulk
/// at ground and no body effect or channel-length modulation.
public struct EnableTransistor: Hashable, Sendable {
  /// Threshold voltage VTO.
  public var threshold: Volts
  /// KP, A/V².
  public var transconductance: Double
  /// Channel width, m.
  public var width: Double
  /// Channel length, m.
  public var length: Double
  /// Gate voltage of the addressed row; the other rows rest at 0 V.
  public var wordLineVoltage: Volts

  public init(
    threshold: Volts, transconductance: Double, width: Double, length: Double,
    wordLineVoltage: Volts
  ) {
    self.threshold = threshold
    self.transconductance = transconductance
    self.width = width
    self.length = length
    self.wordLineVoltage = wordLineVoltage
  }

  /// β = KP·W/L, A/V².
  public var beta: Double { transconductance * width / length }

  /// Drain current, amperes, with its derivatives by the drain's and the source's voltage; odd under exchange of the two.
  public func response(
    gate: Double, drain: Double, source: Double
  ) -> (current: Double, byDrain: Double, bySource: Double) {
    if drain < source {
      let swapped = response(gate: gate, drain: source, source: drain)
      return (-swapped.current, -swapped.bySource, -swapped.byDrain)
    }
    let overdrive = gate - source - threshold.value
    if overdrive <= 0 { return (0, 0, 0) }
    let vds = drain - source
    if vds < overdrive {
      let byDrain = beta * (overdrive - vds)
      return (beta * (overdrive - vds / 2) * vds, byDrain, -beta * overdrive)
    }
    return (beta / 2 * overdrive * overdrive, 0, -beta * overdrive)
  }
}

/// Resistances of a tile's wires and its enable transistor. They come from the layout and the process.
///
/// Bit line of a column: driver – `driver` – pad – `bitLineLead` – row 0 – `bitLineSegment` – row 1 – … . The source line
/// runs the same way with its own numbers. `bottomContact` is the silver between junction and landing pad.
public struct ArrayWiring: Hashable, Sendable {
  public var driver: Ohms
  public var bitLineLead: Ohms
  public var bitLineSegment: Ohms
  public var sourceLineLead: Ohms
  public var sourceLineSegment: Ohms
  public var bottomContact: Ohms
  public var transistor: EnableTransistor

  public init(
    driver: Ohms, bitLineLead: Ohms, bitLineSegment: Ohms, sourceLineLead: Ohms,
    sourceLineSegment: Ohms, bottomContact: Ohms, transistor: EnableTransistor
  ) {
    self.driver = driver
    self.bitLineLead = bitLineLead
    self.bitLineSegment = bitLineSegment
    self.sourceLineLead = sourceLineLead
    self.sourceLineSegment = sourceLineSegment
    self.bottomContact = bottomContact
    self.transistor = transistor
  }
}
