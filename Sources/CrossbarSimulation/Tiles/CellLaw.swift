public import CrossbarDevices

/// The current through a cell of a passive crossbar, from its row to its column, as a function of the voltage across it.
///
/// Continuous and nowhere falling; zero at zero volts. A slope of zero at single voltages, as I ∝ V|V| has at 0 V, is allowed.
public protocol CellLaw: Sendable {
  /// Current, A, and its derivative by the voltage, S.
  func current(_ voltage: Double) -> (current: Double, slope: Double)
}

/// A compact model at one state: the silver contact is the cell's row, the gold one its column.
extension CompactModel.Conduction: CellLaw {}

/// A cell that obeys Ohm's law.
public struct OhmicLaw: CellLaw, Hashable {
  /// Siemens.
  public var conductance: Double

  public init(conductance: Double) {
    self.conductance = conductance
  }

  public func current(_ voltage: Double) -> (current: Double, slope: Double) {
    (conductance * voltage, conductance)
  }
}
