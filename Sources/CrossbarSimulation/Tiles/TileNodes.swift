internal import CrossbarCore
internal import CrossbarSolver

/// The nodes of a tile in an order that keeps neighbours close, and the wires between them.
///
/// Line by line along the longer direction, two nodes a cell: neighbours are at most twice the shorter side apart.
struct TileNodes: Sendable {
  /// Nodes on a segment, and its conductance in siemens.
  struct Segment: Sendable {
    var one: Int
    var other: Int
    var conductance: Double
  }
  /// An end with a voltage: a terminal's, by its number, or ground's.
  struct End: Sendable {
    var node: Int
    var conductance: Double
    var terminal: Int?
  }

  let rows: Int
  let columns: Int
  let segments: [Segment]
  let ends: [End]
  /// Driven and sensed ends by side and line: left, right, top, bottom.
  let terminals: [Terminal]
  /// Every cell's node on its row, rows then columns; the next one is on its column.
  let cellNodes: [Int]
  /// S, the best conductor.
  let largestConductance: Double

  var count: Int { 2 * rows * columns }

  init(_ tile: WireTile) {
    let (rows, columns) = (tile.rows, tile.columns)
    var segments: [Segment] = []
    func row(_ r: Int, _ c: Int) -> Int { Self.rowNode(r, c, rows, columns) }
    func column(_ r: Int, _ c: Int) -> Int { row(r, c) + 1 }
    for r in 0..<rows {
      for c in 0..<max(columns - 1, 0) where tile.rowSegments[r, c] < .infinity {
        segments.append(
          Segment(one: row(r, c), other: row(r, c + 1), conductance: 1 / tile.rowSegments[r, c]))
      }
    }
    for r in 0..<max(rows - 1, 0) {
      for c in 0..<columns where tile.columnSegments[r, c] < .infinity {
        segments.append(
          Segment(
            one: column(r, c), other: column(r + 1, c), conductance: 1 / tile.columnSegments[r, c])
        )
      }
    }
    var ends: [End] = []
    var terminals: [Terminal] = []
    for side in WireTile.Side.allCases {
      for (line, end) in tile.ends(side).enumerated() {
        let node =
          switch side {
          case .left: row(line, 0)
          case .right: row(line, columns - 1)
          case .top: column(0, line)
          case .bottom: column(rows - 1, line)
          }
        switch end {
        case .open: continue
        case .grounded(let ohms):
          ends.append(End(node: node, conductance: 1 / ohms, terminal: nil))
        case .driven(let ohms), .sensed(let ohms):
          ends.append(End(node: node, conductance: 1 / ohms, terminal: terminals.count))
          terminals.append(Terminal(side: side, line: line))
        }
      }
    }
    self.rows = rows
    self.columns = columns
    self.segments = segments
    self.ends = ends
    self.terminals = terminals
    cellNodes = (0..<rows * columns).map { row($0 / columns, $0 % columns) }
    largestConductance = max(
      segments.map(\.conductance).max() ?? 0, ends.map(\.conductance).max() ?? 0)
  }

  /// Wires and ends alone.
  func network() -> BandedNetwork {
    var network = BandedNetwork(count: count, reach: 2 * min(rows, columns))
    for segment in segments { network.connect(segment.one, segment.other, segment.conductance) }
    for end in ends { network.connectToGround(end.node, end.conductance) }
    return network
  }

  @inline(__always)
  private static func rowNode(_ row: Int, _ column: Int, _ rows: Int, _ columns: Int) -> Int {
    2 * (columns <= rows ? row * columns + column : column * rows + row)
  }
}
