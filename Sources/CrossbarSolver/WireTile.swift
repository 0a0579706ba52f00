public import CrossbarCore

/// A resistive tile with its wires.
///
/// Every cell joins a node of its row's wire and a node of its column's wire; neighbouring nodes of a wire are joined by
/// one segment, and each of the four sides has an end per wire.
public struct WireTile: Sendable, Hashable {
  /// What a wire meets beyond its outermost node. The resistance, in ohms, is all that lies between that node and the
  /// terminal or ground: the last piece of wire, the driver's or the sense amplifier's resistance.
  public enum End: Sendable, Hashable {
    /// Nothing.
    case open
    /// A terminal at the input's voltage.
    case driven(through: Double)
    /// A terminal held at 0 V whose current is measured.
    case sensed(through: Double)
    /// Ground; nobody measures its current.
    case grounded(through: Double)
  }

  /// A side of the tile; row 0 is at the top, column 0 at the left.
  public enum Side: Int, Sendable, CaseIterable {
    case left, right, top, bottom
  }

  /// Conductance of every cell in siemens, rows × columns; 0 is a cell that is not there.
  public var cellConductance: Matrix<Double>
  /// Resistance in ohms between neighbouring nodes of a row, rows × (columns − 1); infinity is a broken wire.
  public var rowSegments: Matrix<Double>
  /// Resistance in ohms between neighbouring nodes of a column, (rows − 1) × columns; infinity is a broken wire.
  public var columnSegments: Matrix<Double>
  /// The ends of every row at the left and right, one a row.
  public var left: [End]
  public var right: [End]
  /// The ends of every column at the top and bottom, one a column.
  public var top: [End]
  public var bottom: [End]

  public var rows: Int { cellConductance.rows }
  public var columns: Int { cellConductance.columns }

  public init(
    cellConductance: Matrix<Double>, rowSegments: Matrix<Double>, columnSegments: Matrix<Double>,
    left: [End], right: [End], top: [End], bottom: [End]
  ) {
    self.cellConductance = cellConductance
    self.rowSegments = rowSegments
    self.columnSegments = columnSegments
    self.left = left
    self.right = right
    self.top = top
    self.bottom = bottom
  }

  /// A tile whose segments are alike within rows and within columns, and whose ends are alike on each side.
  ///
  /// - Parameters:
  ///   - rowSegment: Ohms between neighbouring nodes of a row.
  ///   - columnSegment: Ohms between neighbouring nodes of a column.
  public init(
    cellConductance: Matrix<Double>, rowSegment: Double, columnSegment: Double,
    left: End, right: End = .open, top: End = .open, bottom: End
  ) {
    let (rows, columns) = (cellConductance.rows, cellConductance.columns)
    self.init(
      cellConductance: cellConductance,
      rowSegments: Matrix(rows: rows, columns: max(columns - 1, 0), repeating: rowSegment),
      columnSegments: Matrix(rows: max(rows - 1, 0), columns: columns, repeating: columnSegment),
      left: Array(repeating: left, count: rows), right: Array(repeating: right, count: rows),
      top: Array(repeating: top, count: columns), bottom: Array(repeating: bottom, count: columns))
  }

  /// The ends of one side.
  public func ends(_ side: Side) -> [End] {
    switch side {
    case .left: left
    case .right: right
    case .top: top
    case .bottom: bottom
    }
  }
}

extension WireTile.End {
  /// Ohms to the terminal or ground, if there is one.
  var resistance: Double? {
    switch self {
    case .open: nil
    case .driven(let ohms), .sensed(let ohms), .grounded(let ohms): ohms
    }
  }

  /// Siemens to the terminal or ground; 0 where there is none.
  var conductance: Double { resistance.map { 1 / $0 } ?? 0 }
}

/// A driven or sensed end of a wire.
public struct Terminal: Sendable, Hashable {
  public var side: WireTile.Side
  /// Row of a left or right end, column of a top or bottom end.
  public var line: Int

  public init(side: WireTile.Side, line: Int) {
    self.side = side
    self.line = line
  }
}
