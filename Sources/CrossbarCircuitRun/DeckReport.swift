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

  /// Whether every cell was measured and reads as the simulator says.
  public var agrees: Bool { !findings.hasErrors }
}
