/// How a tile is read.
public enum ReadingMode: String, Sendable, CaseIterable {
  /// 1T1R, one word line on: only the addressed row conducts.
  case memory
  /// Passive, the selected row driven and the selected column sensed, all other lines open.
  case floating
  /// Passive, the selected row driven, all other rows at 0 V and all columns sensed at once.
  case grounded
  /// Passive, all other lines at half of the read voltage.
  case half
  /// Passive, the other rows at a third, the other columns at two thirds of the read voltage.
  case third
  /// Every column's current as a sum over its rows: passive with all rows driven, 1T1R with several word lines on.
  case columnSum = "column-sum"

  /// Whether the mode is one of a crossbar without transistors, of one with them, or of both.
  public func serves(passive: Bool) -> Bool {
    switch self {
    case .columnSum: true
    case .memory: !passive
    case .floating, .grounded, .half, .third: passive
    }
  }

  /// What unselected rows and columns are held at, shares of the read voltage; nil is open.
  var unselected: (row: Double, column: Double)? {
    switch self {
    case .memory, .floating, .columnSum: nil
    case .grounded: (0, 0)
    case .half: (0.5, 0.5)
    case .third: (1.0 / 3, 2.0 / 3)
    }
  }
}

/// How the cells of a passive tile are taken.
public enum ReadMethod: String, Sendable, CaseIterable {
  /// Each as the conductance that it has at the read voltage; one elimination serves all cells.
  case linear
  /// Each with its law of current and voltage; Newton's method for every selection.
  case exact
}
