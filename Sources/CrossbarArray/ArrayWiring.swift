public import CrossbarCore

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
  /// The user's card or subcircuit where the transistor's kind is one of these, else nil.
  public var transistorModel: TransistorModel?

  public init(
    driver: Ohms, bitLineLead: Ohms, bitLineSegment: Ohms, sourceLineLead: Ohms,
    sourceLineSegment: Ohms, bottomContact: Ohms, transistor: EnableTransistor,
    transistorModel: TransistorModel? = nil
  ) {
    self.driver = driver
    self.bitLineLead = bitLineLead
    self.bitLineSegment = bitLineSegment
    self.sourceLineLead = sourceLineLead
    self.sourceLineSegment = sourceLineSegment
    self.bottomContact = bottomContact
    self.transistor = transistor
    self.transistorModel = transistorModel
  }
}
