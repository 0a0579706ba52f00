/// All that decides how a tile is eliminated: its size and the kind of each end. Values are not part of it.
struct TileFrame: Hashable, Sendable {
  enum End: UInt8, Hashable, Sendable { case open, driven, sensed, grounded }

  let rows: Int
  let columns: Int
  /// By side and line; see ``WireTile/Side``.
  let ends: [[End]]

  init(_ tile: WireTile) {
    rows = tile.rows
    columns = tile.columns
    ends = WireTile.Side.allCases.map { side in
      tile.ends(side).map { end in
        switch end {
        case .open: .open
        case .driven: .driven
        case .sensed: .sensed
        case .grounded: .grounded
        }
      }
    }
  }

  /// Inner nodes: two a cell, those on rows before those on columns.
  var nodes: Int { 2 * rows * columns }

  func rowNode(_ row: Int, _ column: Int) -> Int { row * columns + column }
  func columnNode(_ row: Int, _ column: Int) -> Int { (rows + row) * columns + column }

  /// The node at one end of a wire.
  func node(_ side: WireTile.Side, _ line: Int) -> Int {
    switch side {
    case .left: rowNode(line, 0)
    case .right: rowNode(line, columns - 1)
    case .top: columnNode(0, line)
    case .bottom: columnNode(rows - 1, line)
    }
  }

  /// Driven and sensed ends by side and line.
  var terminals: [(terminal: Terminal, isDriven: Bool)] {
    WireTile.Side.allCases.flatMap { side in
      ends[side.rawValue].enumerated().compactMap { line, end in
        end == .driven || end == .sensed
          ? (Terminal(side: side, line: line), end == .driven) : nil
      }
    }
  }

  var hasGround: Bool { ends.joined().contains(.grounded) }

  // Conductances are numbered: cells by row, segments of rows by row, segments of columns by row, ends by side.

  var rowSegments: Int { rows * columns }
  var columnSegments: Int { rowSegments + rows * (columns - 1) }
  func firstEnd(_ side: WireTile.Side) -> Int {
    columnSegments + (rows - 1) * columns + [0, rows, 2 * rows, 2 * rows + columns][side.rawValue]
  }
  /// How many there are.
  var inputs: Int { firstEnd(.bottom) + columns }
}
