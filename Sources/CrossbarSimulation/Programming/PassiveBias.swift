/// How the lines of a passive crossbar that are not addressed are driven while a cell is written with V.
///
/// Rows are the silver lines, columns the gold ones; a RESET has all signs reversed.
///
///     scheme   selected row   selected column   other rows   other columns   cells of the same line   other cells
///     half     V/2            −V/2              0            0               V/2                      0
///     third    V              0                 V/3          2V/3            V/3                      −V/3
public enum PassiveBias: String, Hashable, Sendable, CaseIterable {
  case half
  case third

  /// The divisor of the voltage that cells not addressed see.
  var divisor: Double { self == .half ? 2 : 3 }
}

/// The order in which the cells of a passive crossbar are written, one after the other.
public enum WriteOrder: String, Hashable, Sendable, CaseIterable {
  case rowByRow
  case columnByColumn
}
