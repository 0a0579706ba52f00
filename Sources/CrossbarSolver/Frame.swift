/// The tile's shape and ends: all that decides the order of elimination and the size of every block.
struct Frame: Sendable {
  let rows: Int
  let columns: Int
  /// Kinds of the ends of each line by side; see ``WireTile/Side``.
  let kinds: [[LeafShape.End]]

  init(_ tile: WireTile) {
    rows = tile.rows
    columns = tile.columns
    kinds = WireTile.Side.allCases.map { side in
      tile.ends(side).map { end in
        switch end {
        case .open: .open
        case .grounded: .grounded
        // At the left and top a terminal is a port beyond the segment, as a neighbour's node is.
        case .driven, .sensed: side == .left || side == .top ? .port : .terminal
        }
      }
    }
  }

  var whole: Region {
    Region(
      rows: 0..<(rows + LeafShape.side - 1) / LeafShape.side,
      columns: 0..<(columns + LeafShape.side - 1) / LeafShape.side)
  }

  /// Rows of cells of a range of rows of leaves.
  func cellRows(_ leaves: Range<Int>) -> Range<Int> {
    leaves.lowerBound * LeafShape.side..<min(leaves.upperBound * LeafShape.side, rows)
  }

  func cellColumns(_ leaves: Range<Int>) -> Range<Int> {
    leaves.lowerBound * LeafShape.side..<min(leaves.upperBound * LeafShape.side, columns)
  }

  func leaf(_ row: Int, _ column: Int) -> LeafShape {
    shape(Region(rows: row..<(row + 1), columns: column..<(column + 1)))
  }

  /// Size and ends of a region, as of one large leaf.
  func shape(_ region: Region) -> LeafShape {
    let (rowRange, columnRange) = (cellRows(region.rows), cellColumns(region.columns))
    func side(_ side: WireTile.Side, _ lines: Range<Int>, _ isAtEdge: Bool) -> [LeafShape.End] {
      isAtEdge ? Array(kinds[side.rawValue][lines]) : Array(repeating: .port, count: lines.count)
    }
    return LeafShape(
      rows: rowRange.count, columns: columnRange.count,
      left: side(.left, rowRange, columnRange.lowerBound == 0),
      right: side(.right, rowRange, columnRange.upperBound == columns),
      top: side(.top, columnRange, rowRange.lowerBound == 0),
      bottom: side(.bottom, columnRange, rowRange.upperBound == rows))
  }
}
