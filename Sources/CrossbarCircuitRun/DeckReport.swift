public import CrossbarArray
public import CrossbarCore

/// What a deck did, held against the behavioural simulator and the network.
public struct DeckReport: Sendable {
  /// The deck's file.
  public var deck: String
  /// Its label in the markers.
  public var label: String
  /// Cells whose bit ngspice decoded.
  public var measured = 0
  /// Cells that were to be run.
  public var expected = 0
  /// Cells that ngspice reads otherwise than the network has them.
  public var wrong: [CellID] = []
  /// Cells that ngspice reads otherwise than the simulator.
  public var unpredicted: [CellID] = []
  /// Largest relative difference of a read current from the simulator's.
  public var largestDifference = 0.0
  /// The cell with it.
  public var largestCell: CellID?
  /// What went wrong: located, empty where everything was measured and agrees.
  public var findings: [Diagnostic] = []

  /// Relative difference of read currents that still counts as agreement: both integrate the same equations, each to its
  /// own tolerance, and a filament that is still growing carries the difference of the two.
  public static let currentTolerance = 0.02

  /// A share in percent, two digits: `4.7 %`.
  public static func percent(_ share: Double) -> String {
    let value = share * 100
    guard value.isFinite, value > 0 else { return value == 0 ? "0 %" : "any number of %" }
    var scale = 1.0
    while value * scale < 10 && scale < 1e12 { scale *= 10 }
    while value * scale >= 100 && scale > 1e-12 { scale /= 10 }
    let digits = (value * scale).rounded()
    // A power of ten divides or multiplies exactly.
    let text = "\(scale >= 1 ? digits / scale : digits * (1 / scale))"
    return "\(text.hasSuffix(".0") ? text.dropLast(2) : text[...]) %"
  }

  /// Whether every cell was measured and reads as the simulator says.
  public var agrees: Bool { !findings.hasErrors }
}
