internal import CrossbarCore

/// The tile's numbers as the leaves read them.
struct Wires: @unchecked Sendable {
  let frame: Frame
  private let cells: UnsafePointer<Double>
  private let rowSegments: UnsafePointer<Double>
  private let columnSegments: UnsafePointer<Double>
  private let ends: [[Double]]

  /// Runs `body` with the tile's storage held in place.
  static func with<Result>(_ tile: WireTile, _ body: (Wires) -> Result) -> Result {
    tile.cellConductance.elements.withUnsafeBufferPointer { cells in
      tile.rowSegments.elements.withUnsafeBufferPointer { rows in
        tile.columnSegments.elements.withUnsafeBufferPointer { columns in
          guard let cells = cells.baseAddress else { preconditionFailure("an empty tile") }
          // A tile of one row or column has no segments along it, and none are read.
          return body(
            Wires(
              frame: Frame(tile), cells: cells, rowSegments: rows.baseAddress ?? cells,
              columnSegments: columns.baseAddress ?? cells,
              ends: WireTile.Side.allCases.map { tile.ends($0).map(\.conductance) }))
        }
      }
    }
  }

  /// Adds a leaf's conductances to one lane.
  func load(
    leafRow: Int, leafColumn: Int, _ program: LeafProgram, lane: Int,
    _ values: UnsafeMutablePointer<Double>
  ) {
    let rows = frame.cellRows(leafRow..<(leafRow + 1))
    let columns = frame.cellColumns(leafColumn..<(leafColumn + 1))
    let lanes = LeafBatch.lanes
    program.inputs.withUnsafeBufferPointer { inputs in
      var next = 0
      func add(_ conductance: Double) {
        let position = Int(inputs[next])
        next += 1
        if position >= 0 { values[position * lanes + lane] += conductance }
      }
      for row in rows {
        for column in columns { add(cells[row * frame.columns + column]) }
      }
      for row in rows {
        let segments = rowSegments + row * (frame.columns - 1)
        add(columns.lowerBound == 0 ? ends[0][row] : 1 / segments[columns.lowerBound - 1])
        for column in columns.dropLast() { add(1 / segments[column]) }
        add(columns.upperBound == frame.columns ? ends[1][row] : 0)
      }
      for column in columns {
        let segments = columnSegments + column
        let width = frame.columns
        add(rows.lowerBound == 0 ? ends[2][column] : 1 / segments[(rows.lowerBound - 1) * width])
        for row in rows.dropLast() { add(1 / segments[row * width]) }
        add(rows.upperBound == frame.rows ? ends[3][column] : 0)
      }
    }
  }
}
